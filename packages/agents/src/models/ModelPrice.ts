import { Schema } from "effect"

const Dollars = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1000 }))

/** What a model costs, in US dollars for a million tokens. */
export class ModelPrice extends Schema.Class<ModelPrice>("aethercast/ModelPrice")({
  input: Dollars,
  output: Dollars
}) {}

export interface TokenUsage {
  readonly inputTokens: number
  readonly outputTokens: number
}

export const free = new ModelPrice({ input: 0, output: 0 })

/** In dollars. */
export const costOf = (price: ModelPrice, { inputTokens, outputTokens }: TokenUsage): number =>
  (price.input * inputTokens + price.output * outputTokens) / 1_000_000

/**
 * The list price of a model of OpenAI, undefined for one that is not listed here. An operator's own
 * price replaces it (`OPENAI_PRICE`), since lists change.
 */
export const listPrice = (model: string): ModelPrice | undefined =>
  listPrices.find(([name]) => model === name || model.startsWith(`${name}-20`))?.[1]

/** https://platform.openai.com/docs/pricing, as of August 2025. */
const listPrices: ReadonlyArray<readonly [model: string, price: ModelPrice]> = [
  ["gpt-5", new ModelPrice({ input: 1.25, output: 10 })],
  ["gpt-5-mini", new ModelPrice({ input: 0.25, output: 2 })],
  ["gpt-5-nano", new ModelPrice({ input: 0.05, output: 0.4 })],
  ["gpt-4.1", new ModelPrice({ input: 2, output: 8 })],
  ["gpt-4.1-mini", new ModelPrice({ input: 0.4, output: 1.6 })],
  ["gpt-4o", new ModelPrice({ input: 2.5, output: 10 })],
  ["gpt-4o-mini", new ModelPrice({ input: 0.15, output: 0.6 })]
]

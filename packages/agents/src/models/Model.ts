import { Effect, type Schema, Stream } from "effect"
import { type LanguageModel } from "effect/ai"
import { Payer } from "../spending/Payer.ts"
import * as ChatCompletions from "./ChatCompletions.ts"
import type { ModelEndpoint } from "./ModelEndpoint.ts"
import { fromAiError, type ModelFailure } from "./ModelFailure.ts"
import { costOf } from "./ModelPrice.ts"
import { maxTokens } from "./ModelServer.ts"
import { ModelTurn } from "./ModelTurn.ts"

/** What a model is told: what it does and by which rules, and then the material. */
export interface ModelPrompt {
  readonly system: string
  readonly user: string
}

/** A piece of an answer's text, or its end: `length` when it was cut off. */
export type TextPart =
  | { readonly _tag: "Delta"; readonly text: string }
  | { readonly _tag: "End"; readonly reason: "stop" | "length" }

/** A language model behind an endpoint. Its failures are those that supervision knows. */
export interface Model {
  readonly endpoint: ModelEndpoint
  /** An answer of the form of a schema, which is also what the answer is decoded with. */
  readonly object: <A, I extends Record<string, unknown>>(
    prompt: ModelPrompt,
    schema: Schema.Codec<A, I>,
    name: string
  ) => Effect.Effect<A, ModelFailure>
  readonly text: (prompt: ModelPrompt) => Stream.Stream<TextPart, ModelFailure>
}

export const make = Effect.fn("Model.make")(function* (endpoint: ModelEndpoint) {
  const languageModel = yield* ChatCompletions.make(endpoint)
  const { price, provider } = endpoint

  /** The turn for one call, whose price is reserved at its most: a token has a character at least. */
  const paidTurn = Effect.fnUntraced(function* ({ system, user }: ModelPrompt) {
    const payer = yield* Payer
    const dollars = costOf(price, {
      inputTokens: system.length + user.length,
      outputTokens: maxTokens
    })
    const charge = yield* payer.reserve({ kind: "model", provider, dollars })
    return { ...(yield* ModelTurn), charge }
  })

  const model: Model = {
    endpoint,
    object: (prompt, schema, objectName) =>
      paidTurn(prompt).pipe(
        Effect.flatMap((turn) =>
          languageModel.generateObject({ prompt: messages(prompt), schema, objectName }).pipe(
            Effect.mapError((error) => fromAiError(provider, error)),
            Effect.provideService(ModelTurn, turn)
          )
        ),
        Effect.map(({ value }) => value),
        Effect.scoped
      ),
    text: (prompt) =>
      paidTurn(prompt).pipe(
        Effect.map((turn) =>
          languageModel.streamText({ prompt: messages(prompt) }).pipe(
            Stream.mapError((error) => fromAiError(provider, error)),
            Stream.provideService(ModelTurn, turn)
          )
        ),
        Stream.unwrap,
        Stream.flatMap((part): Stream.Stream<TextPart> => {
          switch (part.type) {
            case "text-delta":
              return Stream.make({ _tag: "Delta", text: part.delta })
            case "finish":
              return Stream.make({
                _tag: "End",
                reason: part.reason === "length" ? "length" : "stop"
              })
            default:
              return Stream.empty
          }
        })
      )
  }
  return model
})

const messages = ({
  system,
  user
}: ModelPrompt): LanguageModel.GenerateTextOptions<{}>["prompt"] => [
  { role: "system", content: system },
  { role: "user", content: [{ type: "text", text: user }] }
]

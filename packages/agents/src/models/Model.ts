import { Effect, type Schema, Stream } from "effect"
import { type LanguageModel } from "effect/ai"
import * as ChatCompletions from "./ChatCompletions.ts"
import type { ModelEndpoint } from "./ModelEndpoint.ts"
import { fromAiError, type ModelFailure } from "./ModelFailure.ts"

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
  const { provider } = endpoint
  const model: Model = {
    endpoint,
    object: (prompt, schema, objectName) =>
      languageModel.generateObject({ prompt: messages(prompt), schema, objectName }).pipe(
        Effect.map(({ value }) => value),
        Effect.mapError((error) => fromAiError(provider, error))
      ),
    text: (prompt) =>
      languageModel.streamText({ prompt: messages(prompt) }).pipe(
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
        }),
        Stream.mapError((error) => fromAiError(provider, error))
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

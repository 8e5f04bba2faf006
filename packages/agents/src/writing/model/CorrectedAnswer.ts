import { Effect, type Schema } from "effect"
import type { Model, ModelPrompt } from "../../models/Model.ts"
import { AnswerUnusable, type ModelFailure } from "../../models/ModelFailure.ts"

/**
 * Asks for an object. An answer that is of another form, or that `accept` refuses, is asked for once
 * more with what was wrong with it; the second failure is the answer.
 */
export const ask = <A, I extends Record<string, unknown>, B>(
  model: Model,
  prompt: ModelPrompt,
  request: {
    readonly schema: Schema.Codec<A, I>
    readonly name: string
    readonly accept: (answer: A) => Effect.Effect<B, string>
  }
): Effect.Effect<B, ModelFailure> => {
  const { provider } = model.endpoint
  const attempt = (prompt: ModelPrompt) =>
    Effect.flatMap(model.object(prompt, request.schema, request.name), (answer) =>
      Effect.mapError(request.accept(answer), (reason) => new AnswerUnusable({ provider, reason }))
    )
  return Effect.catchTag(attempt(prompt), "AnswerUnusable", ({ reason }) =>
    attempt(corrected(prompt, reason))
  )
}

/** A prompt that also says what was wrong with the last answer. */
export const corrected = (prompt: ModelPrompt, reason: string): ModelPrompt => ({
  ...prompt,
  user: `${prompt.user}\n\nYour last answer could not be used: ${reason}. Answer again, as described.`
})

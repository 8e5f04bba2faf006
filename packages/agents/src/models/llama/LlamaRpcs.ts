import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"

/** A question to the model. */
export const LlamaPrompt = Schema.Struct({
  system: Schema.String,
  user: Schema.String,
  /** The JSON schema, as text, of the object that the answer must be. */
  answerSchema: Schema.optionalKey(Schema.String),
  maxTokens: Schema.Int.check(Schema.isGreaterThan(0))
})
export type LlamaPrompt = typeof LlamaPrompt.Type

/** What comes of an answer. `Alive` comes now and then while the model loads, waits, or reads. */
export const LlamaEvent = Schema.TaggedUnion({
  Alive: {},
  Text: { text: Schema.String },
  End: {
    reason: Schema.Literals(["stop", "length"]),
    inputTokens: Schema.Natural,
    outputTokens: Schema.Natural
  }
})
export type LlamaEvent = typeof LlamaEvent.Type

/** The model does not answer this prompt, or none. The process goes on. */
export class LlamaFailed extends Schema.TaggedError<LlamaFailed>()("LlamaFailed", {
  reason: Schema.Literals(["NotLoaded", "PromptTooLong", "SchemaRefused", "Broken"]),
  detail: Schema.String
}) {}

/** What the process of the model does for the server. */
export class LlamaRpcs extends RpcGroup.make(
  /** Loads the model, which the first prompt does otherwise. */
  Rpc.make("Load", { error: LlamaFailed }),
  Rpc.make("Complete", {
    payload: LlamaPrompt,
    success: LlamaEvent,
    error: LlamaFailed,
    stream: true
  })
) {}

import { Language } from "@aethercast/domain/Language"
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"

/** A text in words, for one of the speakers of the model. */
export const SherpaText = Schema.Struct({
  text: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(8000)),
  speaker: Schema.Natural,
  language: Language
})
export type SherpaText = typeof SherpaText.Type

/** The voice does not speak this text, or none. The process goes on. */
export class SherpaFailed extends Schema.TaggedError<SherpaFailed>()("SherpaFailed", {
  reason: Schema.Literals(["NotLoaded", "NotSpoken"]),
  detail: Schema.String
}) {}

/** What the process of the voice does for the server. */
export class SherpaRpcs extends RpcGroup.make(
  /** Loads the model, which the first text does otherwise. Its number of samples per second. */
  Rpc.make("Load", { success: Schema.Int, error: SherpaFailed }),
  /** The samples of a text as they are made, 16 bit; empty elements come while it waits. */
  Rpc.make("Speak", {
    payload: SherpaText,
    success: Schema.Uint8Array,
    error: SherpaFailed,
    stream: true
  })
) {}

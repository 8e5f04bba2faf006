import * as Dependency from "@aethercast/cluster/Dependency"
import { Language } from "@aethercast/domain/Language"
import { Voice } from "@aethercast/domain/Voice"
import type { OfferedVoice } from "./Casting.ts"
import { Context, Schema, type Stream } from "effect"

/** The sound with which an episode starts or ends; the long opening fills the time until a voice answers. */
export const Sting = Schema.Literals(["opening", "long-opening", "closing"])
export type Sting = typeof Sting.Type

/** The text of a line as a voice speaks it. */
export class Utterance extends Schema.Class<Utterance>("aethercast/Utterance")({
  text: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(2000)),
  voice: Voice,
  language: Language,
  /** Silence after the line, in milliseconds; part of its clip. */
  pauseMillis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3000 })),
  /** Part of its clip, too. */
  sting: Schema.optionalKey(Sting)
}) {}

/** The text has nothing that this voice can say; a retry does not help. */
export class TextNotSpeakable extends Schema.TaggedError<TextNotSpeakable>()("TextNotSpeakable", {
  text: Schema.String
}) {}

/** The voice broke off or did not answer in time; a retry may succeed. */
export class SpeechFailed extends Schema.TaggedError<SpeechFailed>()("SpeechFailed", {
  reason: Schema.String,
  /** The provider asked for no further request before that. */
  retryAfterMillis: Schema.optionalKey(Schema.Finite)
}) {}

/** The provider speaks nothing until an operator changes the configuration or the account. */
export class SpeechRejected extends Schema.TaggedError<SpeechRejected>()("SpeechRejected", {
  reason: Schema.String
}) {}

export interface Synthesizer {
  /** What speaks, for the page: "flite 2.3 (in process, English)". */
  readonly description: string

  /** Its voices, the preferred ones first, with the languages that each speaks. */
  readonly voices: ReadonlyArray<OfferedVoice>

  /**
   * Everything besides the utterance that its bytes depend on, for example "flite-0.1.1/48k-64k/5".
   * Utterance and settings identify a clip.
   */
  readonly settings: string

  /**
   * Speaks with the utterance's voice, which is one of `voices`, in its language. The MP3 frames as
   * they are made: every element is a whole number of frames of 192 bytes (MPEG-1 Layer III, 48 kHz,
   * mono, CBR 64 kbit/s; 24 ms each). The first frame can be decoded independently. Interrupting the
   * stream stops the voice.
   */
  speak(
    utterance: Utterance
  ): Stream.Stream<Uint8Array, SpeechFailed | SpeechRejected | TextNotSpeakable>

  /** Dollars for an utterance. Absent where speech costs nothing. */
  readonly cost?: (utterance: Utterance) => number

  /** Speaks when this one cannot. Absent where nothing outside is needed. */
  readonly standIn?: Synthesizer
}

/** Speaks lines. Every voice provider implements it. */
export class SpeechSynthesizer extends Context.Service<SpeechSynthesizer, Synthesizer>()(
  "@aethercast/agents/voice/SpeechSynthesizer"
) {}

/**
 * The voice; `SpeechFailed` counts against it. The limit exceeds the attempts of two failing lines
 * (four each), since a line may fail for reasons of its own.
 */
export const speechDependency = Dependency.make("voice", {
  circuit: { failures: 10, within: "1 minute", cooldown: "15 seconds" }
})

/** The provider of a voice outside. A line that fails there is spoken by another voice. */
export const speechProvider = Dependency.make("speech provider", {
  circuit: { failures: 5, within: "1 minute", cooldown: "30 seconds" }
})

import type { Voice } from "@aethercast/domain/Voice"
import type { Stream } from "effect"
import type { OfferedVoice } from "./Casting.ts"
import type { SampleFormat } from "./SampleStream.ts"
import type { SpeechFailed, SpeechRejected, Utterance } from "./SpeechSynthesizer.ts"

/** A service outside that speaks lines. What it answers is mastered by `RemoteVoice`. */
export interface SpeechProvider {
  /** For the page. */
  readonly description: string
  /** What its bytes depend on, besides the utterance. */
  readonly identity: ReadonlyArray<string>
  /** The preferred ones first. */
  readonly voices: ReadonlyArray<OfferedVoice>
  /** Dollars. */
  readonly cost: (line: Utterance) => number
  /**
   * The bytes of a line as they arrive: a WAVE file, or bare samples of `bare`. `input` is its text in
   * words. Interrupting the stream ends the request.
   */
  readonly audio: (
    line: Utterance,
    input: string
  ) => Stream.Stream<Uint8Array, SpeechFailed | SpeechRejected>
  /** The format in which a voice's samples come without a header; undefined for a WAVE file. */
  readonly bare: (voice: Voice) => SampleFormat | undefined
}

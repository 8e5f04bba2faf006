import { Schema } from "effect"

/** Every audio frame is 192 bytes and 24 ms: MPEG-1 Layer III, 48 kHz, mono, CBR 64 kbit/s. */
export const frameBytes = 192
export const frameMillis = 24

/** Identifies a clip: SHA-256 of text, speaker and voice settings, so that equal lines are synthesized once. */
export const ClipId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)).pipe(
  Schema.brand("ClipId")
)
export type ClipId = typeof ClipId.Type

/** A spoken line in storage: `frames` x 192 bytes, whose SHA-256 is `sha256`. */
export class Clip extends Schema.Class<Clip>("aethercast/Clip")({
  id: ClipId,
  frames: Schema.Int.check(Schema.isGreaterThan(0)),
  sha256: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/))
}) {}

/** Duration of a number of frames, in seconds. */
export const framesToSeconds = (frames: number): number => (frames * frameMillis) / 1000

/** Whole frames in a number of seconds, rounded down. */
export const secondsToFrames = (seconds: number): number =>
  Math.floor((seconds * 1000) / frameMillis)

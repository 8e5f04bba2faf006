import { Schema } from "effect"

/** Every audio frame is 192 bytes and 24 ms: MPEG-1 Layer III, 48 kHz, mono, CBR 64 kbit/s. */
export const frameBytes = 192
export const frameMillis = 24

/** Names a clip: SHA-256 over text, speaker and voice settings, so that equal lines are spoken once. */
export const ClipId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)).pipe(
  Schema.brand("ClipId")
)
export type ClipId = typeof ClipId.Type

/** One spoken line, finished and stored: its bytes have `frames` x 192 bytes and the hash `sha256`. */
export class Clip extends Schema.Class<Clip>("aethercast/Clip")({
  id: ClipId,
  frames: Schema.Int.check(Schema.isGreaterThan(0)),
  sha256: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/))
}) {}

/** Seconds that `frames` frames last. */
export const seconds = (frames: number): number => (frames * frameMillis) / 1000

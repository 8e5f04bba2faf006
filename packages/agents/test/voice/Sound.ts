import { defaultCast } from "@aethercast/agents/voice/Casting"
import { SpeechSynthesizer, Utterance } from "@aethercast/agents/voice/SpeechSynthesizer"
import type { Speaker } from "@aethercast/domain/Script"
import { Effect, Stream } from "effect"
import { MPEGDecoder } from "mpg123-decoder"

export const line = (text: string, speaker: Speaker = "host", pauseMillis = 300) =>
  new Utterance({
    text,
    voice: defaultCast[speaker] ?? defaultCast.host,
    language: "en",
    pauseMillis
  })

/** All frames of a line. */
export const clip = Effect.fnUntraced(function* (spoken: Utterance) {
  const voice = yield* SpeechSynthesizer
  return Buffer.concat(yield* Stream.runCollect(voice.speak(spoken)))
})

/** The samples of MP3 frames, decoded by mpg123. */
export const decoded = (frames: Uint8Array): Effect.Effect<Float32Array> =>
  Effect.acquireUseRelease(
    Effect.sync(() => new MPEGDecoder({ enableGapless: false })),
    (decoder) =>
      Effect.promise(() => decoder.ready).pipe(
        Effect.map(() => decoder.decode(frames).channelData[0] ?? new Float32Array(0))
      ),
    (decoder) => Effect.sync(() => decoder.free())
  )

/** The median pitch of speech at 48 kHz, in hertz: the maximum of the autocorrelation of its loud parts. */
export const pitch = (samples: Float32Array): number => {
  const found: Array<number> = []
  for (let start = 0; start + window + lowest < samples.length; start += 3 * window) {
    const power = correlation(samples, start, 0)
    if (power < 2) continue
    let best = 0
    let hertz = 0
    for (let lag = highest; lag <= lowest; lag += 4) {
      const similarity = correlation(samples, start, lag)
      if (similarity <= best) continue
      best = similarity
      hertz = 48_000 / lag
    }
    if (best > 0.5 * power) found.push(hertz)
  }
  return found.toSorted((one, other) => one - other)[found.length >> 1] ?? 0
}

const window = 1920
const highest = 48_000 / 320
const lowest = 48_000 / 60

const correlation = (samples: Float32Array, start: number, lag: number): number => {
  let sum = 0
  for (let index = start; index < start + window; index += 4) {
    sum += (samples[index] ?? 0) * (samples[index + lag] ?? 0)
  }
  return sum
}

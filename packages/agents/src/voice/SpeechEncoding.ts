import { type Mp3Encoder, sampleRate } from "./Mp3.ts"
import { decode, headerOf, sampleBytes, type SampleFormat } from "./SampleStream.ts"
import type { StingMix } from "./StingMix.ts"
import * as StreamMastering from "./StreamMastering.ts"

/** A line whose audio arrives as the bytes of a WAVE file, or as bare samples. */
export interface EncodedLine {
  readonly encoder: Mp3Encoder
  readonly mix: StingMix
  /** The format of bare samples; absent when the server announced none. */
  readonly bare: SampleFormat | undefined
  /** What the voice needed before, in decibels. */
  readonly gain: number | undefined
  /** Silence after the line. */
  readonly pauseMillis: number
  /** Speech that lasts longer is not that of the line. */
  readonly maxSeconds: number
  readonly minSeconds: number
}

/** Makes the frames of a line. Throws when the bytes are no speech of the line. */
export interface SpeechEncoding {
  readonly push: (bytes: Uint8Array) => Uint8Array
  /** The last frames, and the gain that the voice needed; absent for a line that is too short to tell. */
  readonly end: () => { readonly frames: Uint8Array; readonly gain: number | undefined }
}

export const make = (line: EncodedLine): SpeechEncoding => {
  const { bare, encoder, gain, maxSeconds, minSeconds, mix, pauseMillis } = line
  let rest = Buffer.alloc(0)
  let opened:
    | { readonly format: SampleFormat; readonly master: StreamMastering.StreamMastering }
    | undefined
  let seconds = 0
  let begun = false

  const open = () => {
    const header = headerOf(rest, bare)
    if (header._tag === "Unusable") throw new Error(header.reason)
    if (header._tag === "MoreNeeded") return undefined
    rest = rest.subarray(header.start)
    opened = { format: header.format, master: StreamMastering.make(header.format.rate, gain) }
    return opened
  }

  return {
    push(bytes) {
      // An empty first push gives the sting, which is heard while the voice is awaited.
      const before = begun ? none : encoder.encode(mix.before())
      begun = true
      rest = Buffer.concat([rest, bytes])
      const ready = opened ?? open()
      if (ready === undefined) return before
      const end = rest.length - (rest.length % sampleBytes(ready.format))
      const samples = decode(rest.subarray(0, end), ready.format)
      rest = rest.subarray(end)
      seconds += samples.length / ready.format.rate
      if (seconds > maxSeconds) throw new Error(`it is longer than ${maxSeconds} s`)
      return Buffer.concat([before, encoder.encode(mix.with(ready.master.push(samples)))])
    },
    end() {
      if (opened === undefined) throw new Error("it is empty")
      if (seconds < minSeconds) throw new Error(`it is shorter than ${minSeconds} s`)
      const speech = opened.master.end()
      const silence = new Float32Array(Math.round((pauseMillis * sampleRate) / 1000))
      const frames = [mix.with(speech), mix.with(silence), mix.after()].map((samples) =>
        encoder.encode(samples)
      )
      return { frames: Buffer.concat([...frames, encoder.finish()]), gain: opened.master.gain() }
    }
  }
}

const none = new Uint8Array(0)

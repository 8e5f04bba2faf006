import { frameBytes } from "@aethercast/domain/Clip"
import { createEncoder } from "wasm-media-encoders"
import { frameAt } from "./Mp3Frames.ts"
import * as Wasm from "./Wasm.ts"

/** An encoder of mono samples at 48 kHz, ready to start a clip. */
export interface Mp3Encoder {
  /** Takes samples, and gives the whole frames that are finished by now. */
  encode(samples: Float32Array): Uint8Array<ArrayBuffer>
  /** Ends the clip, and gives its last frames. */
  finish(): Uint8Array<ArrayBuffer>
  /** Forgets the clip, finished or not: the frames of the next one need nothing of it. */
  reset(): void
}

/** Samples per second of all speech, whatever voice it comes from. */
export const sampleRate = 48_000

/** Samples of one frame: 24 ms. */
export const frameSamples = 1152

/**
 * Loads LAME from a file of its own (LGPL: see NOTICE.md on how to replace it); the result makes
 * encoders: MPEG-1 Layer III, 48 kHz, mono, CBR 64 kbit/s, without tags. An encoder throws when a
 * frame is not exactly of this kind, as everything downstream counts in frames of 192 bytes.
 */
export const load = (): (() => Promise<Mp3Encoder>) => {
  const module = Wasm.compile("wasm-media-encoders/wasm/mp3")
  return () => createEncoder("audio/mpeg", module).then(encoder)
}

type Lame = Awaited<ReturnType<typeof createEncoder<"audio/mpeg">>>

const encoder = (lame: Lame): Mp3Encoder => {
  let rest = Buffer.alloc(0)

  const whole = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
    const all = Buffer.concat([rest, bytes])
    const end = all.length - (all.length % frameBytes)
    rest = all.subarray(end)
    for (let offset = 0; offset < end; offset += frameBytes) check(all, offset)
    return new Uint8Array(all.subarray(0, end))
  }

  const reset = () => {
    rest = Buffer.alloc(0)
    lame.configure({
      sampleRate,
      // LAME picks a rate of its own when it is not told.
      outputSampleRate: sampleRate,
      channels: 1,
      bitrate: 64
    })
  }

  reset()
  return {
    encode: (samples) => whole(lame.encode([samples])),
    finish() {
      const last = whole(lame.finalize())
      if (rest.length > 0) throw new Error(`mp3: ${rest.length} bytes are left of a frame`)
      return last
    },
    reset
  }
}

const check = (bytes: Uint8Array, offset: number): void => {
  const frame = frameAt(bytes, offset)
  const expected =
    frame?.bytes === frameBytes && frame.sampleRate === sampleRate && frame.channels === 1
  if (!expected) throw new Error(`mp3: no frame of 48 kHz mono 64 kbit/s at ${offset}`)
}

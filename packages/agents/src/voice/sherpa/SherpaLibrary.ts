import { createRequire } from "node:module"
import { join } from "node:path"
import { Effect } from "effect"

/**
 * What is used of `sherpa-onnx-node`, which is not a dependency: it is installed for those who want it.
 * https://k2-fsa.github.io/sherpa/onnx/javascript-api/html/interfaces/types.OfflineTtsModelConfig.html
 */
export interface SherpaLibrary {
  readonly OfflineTts: {
    readonly createAsync: (config: {
      readonly model: ModelFiles & {
        readonly numThreads: number
        readonly provider: "cpu"
      }
      readonly maxNumSentences: 1
    }) => Promise<OfflineTts>
  }
}

/** The paths of a model's files, by its architecture. */
export type ModelFiles =
  | {
      readonly supertonic: {
        readonly durationPredictor: string
        readonly textEncoder: string
        readonly vectorEstimator: string
        readonly vocoder: string
        readonly ttsJson: string
        readonly unicodeIndexer: string
        readonly voiceStyle: string
      }
    }
  | { readonly kokoro: PhonemicFiles }
  | { readonly kitten: PhonemicFiles }

/** Of a model that reads phonemes, which espeak-ng makes of a text. */
interface PhonemicFiles {
  readonly model: string
  readonly voices: string
  readonly tokens: string
  readonly dataDir: string
}

export interface OfflineTts {
  /** Samples per second. */
  readonly sampleRate: number
  readonly numSpeakers: number
  readonly generateAsync: (request: {
    readonly text: string
    readonly enableExternalBuffer: false
    readonly generationConfig: {
      readonly sid: number
      readonly speed: number
      readonly numSteps: number
      readonly extra: { readonly lang: string; readonly seed: number }
    }
  }) => Promise<{ readonly samples: Float32Array }>
}

/** Loads the library from the folder that it is installed in. */
export const load = (folder: string): Effect.Effect<SherpaLibrary> =>
  Effect.sync(() => createRequire(join(folder, "package.json"))("sherpa-onnx-node"))

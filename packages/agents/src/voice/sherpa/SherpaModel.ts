import { join } from "node:path"
import type { Language } from "@aethercast/domain/Language"
import { Voice } from "@aethercast/domain/Voice"
import { Schema } from "effect"
import type { ModelFiles } from "./SherpaLibrary.ts"

/** The architecture of a voice that sherpa-onnx loads. */
export const SherpaKind = Schema.Literals(["supertonic", "kokoro", "kitten"])
export type SherpaKind = typeof SherpaKind.Type

export interface SherpaModel {
  readonly description: string
  /** Samples per second. */
  readonly sampleRate: number
  /** The preferred ones first; `number` is the model's. */
  readonly speakers: ReadonlyArray<{ readonly voice: Voice; readonly number: number }>
  readonly languages: ReadonlyArray<Language>
  /** What the model calls a language. */
  readonly languageName: (language: Language) => string
  /** The files in the folder of the model. */
  readonly files: (folder: string) => ModelFiles
}

const speaker = (number: number, id: string, gender: "female" | "male") => ({
  number,
  voice: new Voice({ id, gender, pace: 160 })
})

/** https://github.com/k2-fsa/sherpa-onnx: `voice.bin` has the styles F1 to F5 and M1 to M5 in this order. */
const supertonic: SherpaModel = {
  description: "Supertonic 3",
  sampleRate: 44_100,
  speakers: [1, 2, 3, 4, 5].flatMap((number) => [
    speaker(number - 1, `F${number}`, "female"),
    speaker(number + 4, `M${number}`, "male")
  ]),
  // Those of its 31 languages that are written in Latin letters: `SpokenText` passes no others.
  languages: "en cs da de es et fi fr hr hu id it lt lv nl pl pt ro sk sl sv tr vi".split(" "),
  languageName: (language) => language,
  files: (folder) => ({
    supertonic: {
      durationPredictor: join(folder, "duration_predictor.int8.onnx"),
      textEncoder: join(folder, "text_encoder.int8.onnx"),
      vectorEstimator: join(folder, "vector_estimator.int8.onnx"),
      vocoder: join(folder, "vocoder.int8.onnx"),
      ttsJson: join(folder, "tts.json"),
      unicodeIndexer: join(folder, "unicode_indexer.bin"),
      voiceStyle: join(folder, "voice.bin")
    }
  })
}

const phonemic = (folder: string, model: string) => ({
  model: join(folder, model),
  voices: join(folder, "voices.bin"),
  tokens: join(folder, "tokens.txt"),
  dataDir: join(folder, "espeak-ng-data")
})

/** Americans of scripts/kokoro/v0.19/generate_voices_bin.py in k2-fsa/sherpa-onnx. */
const kokoro: SherpaModel = {
  description: "Kokoro",
  sampleRate: 24_000,
  speakers: [
    speaker(1, "af_bella", "female"),
    speaker(6, "am_michael", "male"),
    speaker(3, "af_sarah", "female"),
    speaker(5, "am_adam", "male"),
    speaker(2, "af_nicole", "female"),
    speaker(4, "af_sky", "female")
  ],
  languages: ["en"],
  // espeak-ng takes "en" for British English.
  languageName: () => "en-us",
  files: (folder) => ({ kokoro: phonemic(folder, "model.int8.onnx") })
}

/** scripts/kitten-tts/nano_v0_2/generate_voices_bin.py in k2-fsa/sherpa-onnx. */
const kitten: SherpaModel = {
  description: "Kitten nano",
  sampleRate: 24_000,
  speakers: [2, 3, 4, 5].flatMap((number) => [
    speaker(2 * number - 3, `expr-voice-${number}-f`, "female"),
    speaker(2 * number - 4, `expr-voice-${number}-m`, "male")
  ]),
  languages: ["en"],
  languageName: () => "en-us",
  files: (folder) => ({ kitten: phonemic(folder, "model.fp16.onnx") })
}

export const models: Readonly<Record<SherpaKind, SherpaModel>> = { supertonic, kokoro, kitten }

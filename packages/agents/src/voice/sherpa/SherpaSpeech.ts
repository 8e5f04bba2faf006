import type { Language } from "@aethercast/domain/Language"
import { Voice } from "@aethercast/domain/Voice"
import { Effect, Stream } from "effect"
import type { SpeechProvider } from "../SpeechProvider.ts"
import { SpeechFailed, SpeechRejected } from "../SpeechSynthesizer.ts"
import { generation, type Options } from "./SherpaEngine.ts"
import * as SherpaProcess from "./SherpaProcess.ts"
import type { SherpaFailed } from "./SherpaRpcs.ts"

/** A Supertonic 3 model that speaks on this machine; `revision` names its bytes. */
export const make = Effect.fn("SherpaSpeech.make")(function* (
  options: Options & { readonly revision: string }
) {
  const { load, speak } = yield* SherpaProcess.make(options)
  yield* load.pipe(
    Effect.catchTag("SherpaFailed", ({ detail }) =>
      Effect.logWarning(`The voice in ${options.model} cannot be loaded: ${detail}`)
    ),
    Effect.ignore,
    Effect.forkScoped
  )
  const provider: SpeechProvider = {
    description: "Supertonic 3 (on this machine)",
    identity: ["supertonic-3", options.revision, JSON.stringify(generation)],
    voices: speakers.map(({ voice }) => ({ voice, languages })),
    cost: () => 0,
    bare: () => ({ rate: sampleRate, channels: 1, encoding: "int16" }),
    audio: ({ language, voice }, text) =>
      speak({ text, language, speaker: speakers.findIndex(({ id }) => id === voice.id) }).pipe(
        Stream.mapError(speechFailure)
      )
  }
  return provider
})

const speechFailure = (failure: SherpaFailed | SherpaProcess.SherpaGone) => {
  if (failure._tag === "SherpaGone") {
    return new SpeechFailed({ reason: "the process of the voice ended" })
  }
  return failure.reason === "NotLoaded"
    ? new SpeechRejected({ reason: failure.detail })
    : new SpeechFailed({ reason: failure.detail })
}

/** https://github.com/k2-fsa/sherpa-onnx: `voice.bin` has the styles F1 to F5 and M1 to M5 in this order. */
const speakers = (["female", "male"] as const).flatMap((gender) =>
  [1, 2, 3, 4, 5].map((number) => {
    const id = `${gender === "female" ? "F" : "M"}${number}`
    return { id, voice: new Voice({ id, gender, pace: 160 }) }
  })
)

/** Of the model. */
const sampleRate = 44_100

/** Those of its 31 languages that are written in Latin letters: `SpokenText` passes no others. */
const languages: ReadonlyArray<Language> = [
  "en",
  "cs",
  "da",
  "de",
  "es",
  "et",
  "fi",
  "fr",
  "hr",
  "hu",
  "id",
  "it",
  "lt",
  "lv",
  "nl",
  "pl",
  "pt",
  "ro",
  "sk",
  "sl",
  "sv",
  "tr",
  "vi"
]

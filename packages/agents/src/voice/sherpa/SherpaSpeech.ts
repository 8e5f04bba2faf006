import { Effect, Stream } from "effect"
import type { ModelProcessGone } from "../../process/ModelProcess.ts"
import type { SpeechProvider } from "../SpeechProvider.ts"
import { SpeechFailed, SpeechRejected } from "../SpeechSynthesizer.ts"
import { generation, type Options } from "./SherpaEngine.ts"
import { models } from "./SherpaModel.ts"
import * as SherpaProcess from "./SherpaProcess.ts"
import type { SherpaFailed } from "./SherpaRpcs.ts"

/** A voice that loads its model once that is asked for, or with the first line. */
export interface SherpaSpeech extends SpeechProvider {
  readonly load: SherpaProcess.SherpaProcess["load"]
}

/** A model that speaks on this machine; `revision` names its bytes. */
export const make = Effect.fn("SherpaSpeech.make")(function* (
  options: Options & { readonly revision: string }
) {
  const { description, languages, sampleRate, speakers } = models[options.kind]
  const numbers = new Map(speakers.map(({ number, voice }) => [voice.id, number]))
  const { load, speak } = yield* SherpaProcess.make(options)
  const speech: SherpaSpeech = {
    load,
    description: `${description} (on this machine)`,
    identity: [description, options.revision, JSON.stringify(generation)],
    voices: speakers.map(({ voice }) => ({ voice, languages })),
    cost: () => 0,
    bare: () => ({ rate: sampleRate, channels: 1, encoding: "int16" }),
    audio: ({ language, voice }, text) =>
      Stream.mapError(speak({ text, language, speaker: numbers.get(voice.id) ?? 0 }), speechFailure)
  }
  return speech
})

const speechFailure = (failure: SherpaFailed | ModelProcessGone) => {
  if (failure._tag === "ModelProcessGone") {
    return new SpeechFailed({ reason: "the process of the voice ended" })
  }
  return failure.reason === "NotLoaded"
    ? new SpeechRejected({ reason: failure.detail })
    : new SpeechFailed({ reason: failure.detail })
}

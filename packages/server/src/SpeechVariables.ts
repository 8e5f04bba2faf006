import { phononVoices } from "@aethercast/agents/models/Ollama"
import type { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import { GoogleSpeech, googleSpeechAddress } from "@aethercast/agents/voice/GoogleSpeech"
import { chirpLanguages } from "@aethercast/agents/voice/GoogleVoiceName"
import { SpeechEndpoint } from "@aethercast/agents/voice/SpeechEndpoint"
import type { SpeechSettings } from "@aethercast/agents/voice/SpeechSettings"
import { Language } from "@aethercast/domain/Language"
import { Voice } from "@aethercast/domain/Voice"
import { Array, Effect, type FileSystem, Option, Schema } from "effect"
import * as GoogleVariables from "./GoogleVariables.ts"
import * as SecretVariable from "./SecretVariable.ts"
import { BadUsage } from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

/**
 * The voices that the environment configures: Google's where `SPEECH_PROVIDER` says so, otherwise those
 * of the server of `SPEECH_...`, or OpenAI's where OpenAI writes. None for flite alone.
 */
export const read = Effect.fn("SpeechVariables.read")(function* (
  models: Option.Option<ModelSettings>
): Effect.fn.Return<Option.Option<SpeechSettings>, BadUsage, FileSystem.FileSystem> {
  const provider = yield* ValueFlag.environment("SPEECH_PROVIDER")
  if (Option.isNone(provider)) return yield* server(models)
  if (provider.value !== "google") {
    return yield* new BadUsage({ problem: "SPEECH_PROVIDER must be google, or not be set." })
  }
  return Option.some(yield* google)
})

const google = Effect.gen(function* () {
  const spoken = yield* languages
  const unknown = spoken.find((code) => !chirpLanguages.includes(code))
  if (unknown !== undefined) {
    return yield* new BadUsage({
      problem: `SPEECH_LANGUAGES must be of ${chirpLanguages.join(",")}, not ${unknown}.`
    })
  }
  return new GoogleSpeech({
    address: yield* GoogleVariables.address("SPEECH_BASE_URL", googleSpeechAddress),
    key: yield* GoogleVariables.key("SPEECH_PROVIDER=google"),
    voices: yield* voices(googleVoices),
    languages: spoken,
    price: yield* price
  })
})

const server = Effect.fnUntraced(function* (models: Option.Option<ModelSettings>) {
  const apiKey = yield* SecretVariable.read("SPEECH_API_KEY")
  const address = yield* ValueFlag.environment("SPEECH_BASE_URL")
  const openAi = Option.filter(
    Option.map(models, ({ script }) => script),
    ({ server }) => server === "openai"
  )
  if (Option.isNone(apiKey) && Option.isNone(address) && Option.isNone(openAi)) return Option.none()
  const baseUrl = Option.getOrElse(address, () => openAiUrl).replace(/(?<!\/)\/+$/, "")
  if (!/^https?:\/\//.test(baseUrl) || !URL.canParse(baseUrl)) {
    return yield* new BadUsage({
      problem: "SPEECH_BASE_URL must be like http://127.0.0.1:8880/v1."
    })
  }
  const isOpenAi = baseUrl === openAiUrl
  const model = yield* ValueFlag.environment("SPEECH_MODEL")
  const isPhonon = new URL(baseUrl).port === "11434"
  return Option.some(
    new SpeechEndpoint({
      baseUrl,
      provider: isOpenAi ? "OpenAI" : new URL(baseUrl).host,
      apiKey: Option.orElse(apiKey, () =>
        isOpenAi ? Option.flatMap(openAi, ({ apiKey }) => apiKey) : Option.none()
      ),
      model: Option.getOrElse(model, () => (isOpenAi ? "gpt-4o-mini-tts" : "tts-1")),
      voices: yield* voices(isPhonon ? phononVoices : openAiVoices),
      languages: yield* languages,
      price: Option.getOrElse(yield* price, () => (isOpenAi ? 15 : 0))
    })
  )
})

const openAiUrl = "https://api.openai.com/v1"

/** `SPEECH_VOICES=anna:female,otto:male`, the host's first; a third part is words per minute. */
const voices = Effect.fnUntraced(function* (usual: Array.NonEmptyReadonlyArray<Voice>) {
  const given = yield* ValueFlag.environment("SPEECH_VOICES")
  if (Option.isNone(given)) return usual
  const parsed = given.value.split(",").flatMap((entry) => {
    const [id = "", gender, pace = "165"] = entry.split(":").map((part) => part.trim())
    return Option.toArray(decodeVoice({ id, gender, pace: Number.parseFloat(pace) }))
  })
  return Array.isArrayNonEmpty(parsed)
    ? parsed
    : yield* new BadUsage({ problem: "SPEECH_VOICES must be like anna:female,otto:male." })
})

const decodeVoice = Schema.decodeUnknownOption(Voice)

const openAiVoices = [
  new Voice({ id: "coral", gender: "female", pace: 168 }),
  new Voice({ id: "ash", gender: "male", pace: 165 }),
  new Voice({ id: "sage", gender: "female", pace: 165 }),
  new Voice({ id: "onyx", gender: "male", pace: 160 })
] as const

const googleVoices = [
  new Voice({ id: "Aoede", gender: "female", pace: 165 }),
  new Voice({ id: "Charon", gender: "male", pace: 165 }),
  new Voice({ id: "Leda", gender: "female", pace: 165 }),
  new Voice({ id: "Puck", gender: "male", pace: 165 })
] as const

const languages = Effect.gen(function* () {
  const given = Option.getOrElse(yield* ValueFlag.environment("SPEECH_LANGUAGES"), () => "en")
  const codes = given.split(",").flatMap((code) => Option.toArray(decodeLanguage(code.trim())))
  return Array.isArrayNonEmpty(codes)
    ? codes
    : yield* new BadUsage({ problem: "SPEECH_LANGUAGES must be like en,de." })
})

const decodeLanguage = Schema.decodeOption(Language)

/** `SPEECH_PRICE` is dollars for a million characters. */
const price = Effect.gen(function* () {
  const given = yield* ValueFlag.environment("SPEECH_PRICE")
  if (Option.isSome(given) && !/^\d{1,4}(?:\.\d{1,4})?$/.test(given.value)) {
    return yield* new BadUsage({
      problem: "SPEECH_PRICE must be dollars for a million characters, like 15."
    })
  }
  return Option.map(given, Number.parseFloat)
})

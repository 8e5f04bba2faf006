import { NodeServices } from "@effect/platform-node"
import { GoogleSpeech } from "@aethercast/agents/voice/GoogleSpeech"
import { SpeechEndpoint } from "@aethercast/agents/voice/SpeechEndpoint"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem, Option, Redacted, Schema } from "effect"
import * as TestGoogleKey from "../../agents/test/google/TestGoogleKey.ts"
import * as ModelVariables from "../src/ModelVariables.ts"
import * as SpeechVariables from "../src/SpeechVariables.ts"

const read = (variables: Record<string, string>) =>
  Effect.flatMap(ModelVariables.read(), SpeechVariables.read).pipe(
    Effect.provide([
      ConfigProvider.layer(ConfigProvider.fromUnknown(variables)),
      NodeServices.layer
    ])
  )

const readServer = (variables: Record<string, string>) =>
  Effect.flatMap(read(variables), (speech) =>
    Effect.fromOption(Option.filter(speech, Schema.is(SpeechEndpoint)))
  )

const readGoogle = (variables: Record<string, string>) =>
  Effect.flatMap(read({ SPEECH_PROVIDER: "google", ...variables }), (speech) =>
    Effect.fromOption(Option.filter(speech, Schema.is(GoogleSpeech)))
  )

const keyFile = Effect.fnUntraced(function* (content: string) {
  const files = yield* FileSystem.FileSystem
  const path = yield* files.makeTempFileScoped()
  yield* files.writeFileString(path, content)
  return path
}, Effect.provide(NodeServices.layer))

describe("SpeechVariables", () => {
  it.effect("nothing, and a writer of one's own, leave the voice to flite", () =>
    Effect.gen(function* () {
      assert.isTrue(Option.isNone(yield* read({})))
      assert.isTrue(
        Option.isNone(
          yield* read({ OPENAI_BASE_URL: "http://127.0.0.1:11434/v1", OPENAI_MODEL: "gemma4" })
        )
      )
    })
  )

  it.effect("OpenAI's key speaks, too", () =>
    Effect.gen(function* () {
      const endpoint = yield* readServer({ OPENAI_API_KEY: "sk-1" })
      assert.deepInclude(endpoint, {
        baseUrl: "https://api.openai.com/v1",
        model: "gpt-4o-mini-tts",
        price: 15,
        languages: ["en"]
      })
      assert.deepStrictEqual(Option.map(endpoint.apiKey, Redacted.value), Option.some("sk-1"))
    })
  )

  it.effect("OpenAI's key is not sent to another speech server", () =>
    Effect.gen(function* () {
      const endpoint = yield* readServer({
        OPENAI_API_KEY: "sk-1",
        SPEECH_BASE_URL: "http://10.0.0.3:8880/v1/",
        SPEECH_MODEL: "kokoro",
        SPEECH_VOICES: "af_heart:female:170, am_adam:male",
        SPEECH_LANGUAGES: "en,de"
      })
      assert.isTrue(Option.isNone(endpoint.apiKey))
      assert.deepInclude(endpoint, { provider: "10.0.0.3:8880", price: 0, languages: ["en", "de"] })
      assert.deepStrictEqual(
        endpoint.voices.map(({ gender, id, pace }) => [id, gender, pace]),
        [
          ["af_heart", "female", 170],
          ["am_adam", "male", 165]
        ]
      )
    })
  )

  it.effect("says what is wrong", () =>
    Effect.gen(function* () {
      for (const [variable, value] of [
        ["SPEECH_BASE_URL", "localhost"],
        ["SPEECH_VOICES", "anna"],
        ["SPEECH_LANGUAGES", "english"],
        ["SPEECH_PRICE", "cheap"],
        ["SPEECH_PROVIDER", "amazon"]
      ] as const) {
        const error = yield* Effect.flip(read({ SPEECH_API_KEY: "sk-2", [variable]: value }))
        assert.include(error.message, `${variable} must be`)
        assert.notInclude(error.message, "sk-2")
      }
    })
  )

  it.effect("Google speaks with the key of a service account, for the price on its list", () =>
    Effect.gen(function* () {
      const google = yield* readGoogle({
        GOOGLE_APPLICATION_CREDENTIALS: yield* keyFile(TestGoogleKey.json),
        SPEECH_LANGUAGES: "en,fi"
      })
      assert.strictEqual(google.address, "https://texttospeech.googleapis.com")
      assert.deepInclude(google, { languages: ["en", "fi"], price: Option.none() })
      assert.strictEqual(google.key.email, TestGoogleKey.email)
    })
  )

  it.effect("Google's key is not sent without TLS", () =>
    Effect.gen(function* () {
      const GOOGLE_APPLICATION_CREDENTIALS = yield* keyFile(TestGoogleKey.json)
      for (const SPEECH_BASE_URL of ["http://texttospeech.googleapis.com", "http://10.0.0.1:80"]) {
        const error = yield* Effect.flip(
          readGoogle({ GOOGLE_APPLICATION_CREDENTIALS, SPEECH_BASE_URL })
        )
        assert.include(error.message, "SPEECH_BASE_URL must be like https://")
      }
    })
  )

  it.effect("says what is wrong with Google's key, and does not repeat it", () =>
    Effect.gen(function* () {
      const account = JSON.parse(TestGoogleKey.json)
      for (const [content, words] of [
        [undefined, "needs GOOGLE_APPLICATION_CREDENTIALS"],
        ["", "does not contain a key"],
        ["AIza-secret", "is not a file with the key of a service account"],
        [JSON.stringify({ ...account, type: "authorized_user" }), "is not a file"],
        [JSON.stringify({ ...account, private_key: "secret" }), "is not a file"]
      ] as const) {
        const variables: Record<string, string> =
          content === undefined ? {} : { GOOGLE_APPLICATION_CREDENTIALS: yield* keyFile(content) }
        const error = yield* Effect.flip(readGoogle(variables))
        assert.include(error.message, words)
        assert.notInclude(error.message, "secret")
      }
    })
  )

  it.effect("a language that Google's voices do not speak is refused", () =>
    Effect.gen(function* () {
      const GOOGLE_APPLICATION_CREDENTIALS = yield* keyFile(TestGoogleKey.json)
      const error = yield* Effect.flip(
        readGoogle({ GOOGLE_APPLICATION_CREDENTIALS, SPEECH_LANGUAGES: "en,la" })
      )
      assert.include(error.message, "not la")
    })
  )
})

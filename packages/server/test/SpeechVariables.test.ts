import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Option, Redacted } from "effect"
import * as ModelVariables from "../src/ModelVariables.ts"
import * as SpeechVariables from "../src/SpeechVariables.ts"

const read = (variables: Record<string, string>) =>
  Effect.flatMap(ModelVariables.read(), SpeechVariables.read).pipe(
    Effect.provide([
      ConfigProvider.layer(ConfigProvider.fromUnknown(variables)),
      NodeServices.layer
    ])
  )

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
      const endpoint = yield* Effect.fromOption(yield* read({ OPENAI_API_KEY: "sk-1" }))
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
      const endpoint = yield* Effect.fromOption(
        yield* read({
          OPENAI_API_KEY: "sk-1",
          SPEECH_BASE_URL: "http://10.0.0.3:8880/v1/",
          SPEECH_MODEL: "kokoro",
          SPEECH_VOICES: "af_heart:female:170, am_adam:male",
          SPEECH_LANGUAGES: "en,de"
        })
      )
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
        ["SPEECH_PRICE", "cheap"]
      ] as const) {
        const error = yield* Effect.flip(read({ SPEECH_API_KEY: "sk-2", [variable]: value }))
        assert.include(error.message, `${variable} must be`)
        assert.notInclude(error.message, "sk-2")
      }
    })
  )
})

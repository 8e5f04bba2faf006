import * as Ollama from "@aethercast/agents/models/Ollama"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Result } from "effect"
import { FetchHttpClient } from "effect/http"
import * as FakeOllama from "../../../agents/test/models/FakeOllama.ts"
import * as ProviderAdvice from "../../src/listening/ProviderAdvice.ts"
import { LocalModelUnusable } from "../../src/local/LocalModelUnusable.ts"

const commandsWith = (options: FakeOllama.Options) =>
  FakeOllama.start(options).pipe(
    Effect.flatMap(({ address }) => Ollama.find(address)),
    Effect.map((running) => [
      ProviderAdvice.forWriter(running, Option.none()).command,
      ProviderAdvice.forVoice(running, Option.none()).command
    ]),
    Effect.provide(FetchHttpClient.layer)
  )

describe("ProviderAdvice", () => {
  it("says what happened to a named model, and what to do, without naming files of the server", () => {
    const named = (reason: LocalModelUnusable["reason"]) =>
      Option.some(
        Result.fail(new LocalModelUnusable({ name: "tiny", reason, detail: "Delete /home/me/x." }))
      )
    for (const advice of [ProviderAdvice.forWriter, ProviderAdvice.forVoice]) {
      const damaged = advice(Option.none(), named("Damaged")).text
      assert.match(damaged, /^tiny cannot be used: its files are damaged\..* deleted/)
      assert.notInclude(damaged, "/home/me")
      assert.match(
        advice(Option.none(), named("NotFetched")).text,
        /^tiny .* next start tries again/
      )
    }
  })

  it("without an Ollama it names what could be configured", () => {
    const { command, text } = ProviderAdvice.forWriter(Option.none(), Option.none())
    assert.include(text, "OPENAI_API_KEY")
    assert.include(text, "(2.5 GB)")
    assert.strictEqual(command, "npm start -- --writer qwen3-4b")
    assert.include(ProviderAdvice.forVoice(Option.none(), Option.none()).text, "SPEECH_BASE_URL")
  })

  it.live("an Ollama without models is to pull some", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* commandsWith({ models: [] }), [
        "ollama pull gemma4:e4b",
        "ollama pull phonon"
      ])
      assert.deepStrictEqual(yield* commandsWith({ models: [], version: "0.30.0" }), [
        "ollama pull gemma4:e4b",
        "npm start -- --voice supertonic"
      ])
    })
  )

  it.live("an Ollama that could write and speak is to be used", () =>
    Effect.gen(function* () {
      const models = [FakeOllama.model("qwen3:8b", "8.2B"), FakeOllama.model("phonon", "31M")]
      assert.deepStrictEqual(yield* commandsWith({ models }), [
        "npm start -- --writer auto",
        "npm start -- --voice auto"
      ])
    })
  )
})

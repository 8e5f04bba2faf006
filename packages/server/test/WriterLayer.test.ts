import { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import { ScriptWriter } from "@aethercast/agents/writing/ScriptWriter"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import * as FakeOllama from "../../agents/test/models/FakeOllama.ts"
import * as FakeProvider from "../../agents/test/models/FakeProvider.ts"
import { all, enough, request } from "../../agents/test/writing/model/TidesSegment.ts"
import { LocalOllama } from "../src/LocalOllama.ts"
import * as WriterLayer from "../src/WriterLayer.ts"

const none = Option.none()

/** The writer with these models, and an Ollama at this address that may write. */
const writer = (models: Option.Option<ModelSettings>, ollama: Option.Option<string>) =>
  Effect.flatMap(
    Layer.build(
      WriterLayer.layer({ models }).pipe(
        Layer.provide(LocalOllama.layer({ ollama, speakingOllama: none }))
      )
    ),
    (context) => Effect.provideContext(ScriptWriter, context)
  )

const running = (name: string, parameters: string) =>
  FakeOllama.start({ models: [FakeOllama.model(name, parameters)], chat: { text: enough } })

describe("WriterLayer", () => {
  it.live("an Ollama with a fit model writes, without thinking", () =>
    Effect.gen(function* () {
      const { address, received } = yield* running("gemma4:e4b", "8.0B")
      const { description, segment } = yield* writer(none, Option.some(address))
      assert.match(description, /^gemma4:e4b by Ollama, each line checked/)
      const { lines } = yield* segment(request(20))
      assert.deepStrictEqual(
        lines.map(({ text }) => text),
        all
      )
      const chat = received.find(({ path }) => path === "/v1/chat/completions")
      assert.deepInclude(chat?.body, { model: "gemma4:e4b", reasoning_effort: "none" })
    })
  )

  it.live("without a fit model, and without an Ollama, it quotes", () =>
    Effect.gen(function* () {
      const { address } = yield* running("tiny:1b", "1.2B")
      for (const ollama of [Option.some(address), Option.some("http://127.0.0.1:1"), none]) {
        assert.match((yield* writer(none, ollama)).description, /^extractive writer/)
      }
    })
  )

  it.live("the configured models write in place of an Ollama", () =>
    Effect.gen(function* () {
      const { address } = yield* running("gemma4:e4b", "8.0B")
      const provider = yield* FakeProvider.start({ text: enough })
      const models = Option.some(ModelSettings.single(provider.endpoint()))
      const { description } = yield* writer(models, Option.some(address))
      assert.match(description, /^gpt-test by OpenAI/)
    })
  )
})

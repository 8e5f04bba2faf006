import { readFileSync } from "node:fs"
import { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import { ScriptWriter } from "@aethercast/agents/writing/ScriptWriter"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Option } from "effect"
import * as FakeOllama from "../../agents/test/models/FakeOllama.ts"
import * as FakeProvider from "../../agents/test/models/FakeProvider.ts"
import * as TinyLlama from "../../agents/test/models/llama/TinyLlama.ts"
import { all, enough, request } from "../../agents/test/writing/model/TidesSegment.ts"
import { DownloadSettings } from "../src/local/DownloadSettings.ts"
import { LocalModel } from "../src/local/LocalModel.ts"
import { LocalModels } from "../src/local/LocalModels.ts"
import { LocalOllama } from "../src/LocalOllama.ts"
import type { Settings } from "../src/Settings.ts"
import * as WriterLayer from "../src/WriterLayer.ts"
import * as FakeHub from "./local/FakeHub.ts"

const none = Option.none()

/** The writer with these settings, where nothing else writes or speaks. */
const writer = (given: Partial<Pick<Settings, "models" | "ollama" | "localWriter">>) => {
  const settings = {
    models: none,
    ollama: none,
    speakingOllama: none,
    localWriter: none,
    localVoice: none,
    ...given
  }
  return Layer.build(
    WriterLayer.layer(settings).pipe(
      Layer.provide([LocalOllama.layer(settings), LocalModels.layer(settings)]),
      Layer.provide(NodeServices.layer)
    )
  ).pipe(Effect.flatMap((context) => Effect.provideContext(ScriptWriter, context)))
}

const running = (name: string, parameters: string) =>
  FakeOllama.start({ models: [FakeOllama.model(name, parameters)], chat: { text: enough } })

/** A model on a hub, which is to be kept in a new folder. */
const onHub = Effect.fnUntraced(function* (options: FakeHub.Options, agreed: boolean) {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped()
  const written = `${folder}/written.gguf`
  TinyLlama.write(written, { answer: enough, context: 16_384 })
  const { file, hub, ranges } = yield* FakeHub.start(readFileSync(written), options)
  yield* files.remove(written)
  return {
    files,
    folder,
    ranges,
    localWriter: Option.some({
      model: new LocalModel({ name: "tiny", licence: "MIT", file }),
      downloads: new DownloadSettings({ hub, releases: hub, folder, agreed })
    })
  }
}, Effect.provide(NodeServices.layer))

describe("WriterLayer", () => {
  it.live("an Ollama with a fit model writes, without thinking", () =>
    Effect.gen(function* () {
      const { address, received } = yield* running("gemma4:e4b", "8.0B")
      const { description, segment } = yield* writer({ ollama: Option.some(address) })
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
        assert.match((yield* writer({ ollama })).description, /^extractive writer/)
      }
    })
  )

  it.live("the configured models write in place of an Ollama", () =>
    Effect.gen(function* () {
      const { address } = yield* running("gemma4:e4b", "8.0B")
      const provider = yield* FakeProvider.start({ text: enough })
      const models = Option.some(ModelSettings.single(provider.endpoint()))
      const { description } = yield* writer({ models, ollama: Option.some(address) })
      assert.match(description, /^gpt-test by OpenAI/)
    })
  )

  it.live("a named model is downloaded once, and writes on this machine", () =>
    Effect.gen(function* () {
      const { localWriter, ranges } = yield* onHub({ cuts: [100_000] }, true)
      const { description, segment } = yield* writer({ localWriter })
      assert.match(description, /^tiny by llama.cpp, each line checked/)
      const { lines } = yield* segment(request(20))
      assert.deepStrictEqual(
        lines.map(({ text }) => text),
        all
      )
      assert.deepStrictEqual(ranges, ["bytes=0-", "bytes=100000-"])
      yield* writer({ localWriter })
      assert.strictEqual(ranges.length, 2)
    })
  )

  it.live("it quotes in the place of a named model that is damaged", () =>
    Effect.gen(function* () {
      const { files, folder, localWriter } = yield* onHub({}, true)
      const { model } = Option.getOrThrow(localWriter)
      const damaged = new Uint8Array(model.file.bytes).fill(7)
      yield* files.writeFile(`${folder}/${model.file.name}`, damaged)
      const { description } = yield* writer({ localWriter })
      assert.match(description, /^extractive writer/)
    })
  )

  it.live("nothing is downloaded before the operator has agreed", () =>
    Effect.gen(function* () {
      const { files, folder, localWriter, ranges } = yield* onHub({}, false)
      const { message } = yield* Effect.flip(writer({ localWriter }))
      assert.match(message, /^tiny is downloaded once: .* its licence is MIT\..* --yes to agree\.$/)
      assert.deepStrictEqual([ranges, yield* files.readDirectory(folder)], [[], []])
    })
  )
})

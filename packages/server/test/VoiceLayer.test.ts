import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { cast } from "@aethercast/agents/voice/Casting"
import * as SherpaSpeech from "@aethercast/agents/voice/sherpa/SherpaSpeech"
import { SpeechSynthesizer, Utterance } from "@aethercast/agents/voice/SpeechSynthesizer"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Option, Result, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import * as SherpaProcesses from "../../agents/test/voice/sherpa/SherpaProcesses.ts"
import * as TinySupertonic from "../../agents/test/voice/sherpa/TinySupertonic.ts"
import { DownloadSettings } from "../src/local/DownloadSettings.ts"
import { LocalModels } from "../src/local/LocalModels.ts"
import * as LocalVoice from "../src/local/LocalVoice.ts"
import { LocalVoiceModel } from "../src/local/LocalVoiceModel.ts"
import { LocalOllama } from "../src/LocalOllama.ts"
import type { Settings } from "../src/Settings.ts"
import * as VoiceLayer from "../src/VoiceLayer.ts"
import * as FakeHub from "./local/FakeHub.ts"
import * as TinyArchive from "./local/TinyArchive.ts"

const none = Option.none()

/** The voice with these settings, where nothing else writes or speaks. */
const voice = (data: string, given: Partial<Pick<Settings, "localVoice">>) => {
  const settings = {
    data,
    models: none,
    speech: none,
    ollama: none,
    speakingOllama: none,
    localWriter: none,
    localVoice: none,
    ...given
  }
  return Layer.build(
    VoiceLayer.layer(settings).pipe(
      Layer.provide([LocalOllama.layer(settings), LocalModels.layer(settings)]),
      Layer.provide(NodeServices.layer)
    )
  ).pipe(Effect.flatMap((context) => Effect.provideContext(SpeechSynthesizer, context)))
}

/** A voice on a hub, which is to be kept in a new folder. */
const onHub = Effect.fnUntraced(function* (agreed: boolean) {
  const files = yield* FileSystem.FileSystem
  const written = yield* files.makeTempDirectoryScoped()
  const folder = yield* files.makeTempDirectoryScoped()
  TinySupertonic.write(written)
  const names = readdirSync(written)
  const { file, hub, ranges } = yield* FakeHub.startAll(
    Object.fromEntries(names.map((name) => [name, readFileSync(join(written, name))]))
  )
  const [first = "", ...rest] = names
  const model = new LocalVoiceModel({
    name: "tiny",
    kind: "supertonic",
    licence: "MIT",
    revision: "0123456789",
    files: [file(first), ...rest.map(file)]
  })
  const downloads = new DownloadSettings({ hub, releases: hub, folder, agreed })
  return { folder, names, ranges, localVoice: Option.some({ model, downloads }) }
}, Effect.provide(NodeServices.layer))

/** A voice whose archive in a release has these bytes. */
const inArchive = Effect.fnUntraced(function* (bytes: Uint8Array, status?: number) {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped()
  const { file, hub, ranges } = yield* FakeHub.startAll(
    { "tiny-voice.tar.bz2": bytes },
    status === undefined ? {} : { status }
  )
  const model = new LocalVoiceModel({
    name: "tiny",
    kind: "kitten",
    licence: "MIT",
    revision: "0123456789",
    packing: "archive",
    files: [file("tiny-voice.tar.bz2")]
  })
  const downloads = new DownloadSettings({ hub, releases: hub, folder, agreed: true })
  return { localVoice: { model, downloads }, ranges }
}, Effect.provide(NodeServices.layer))

describe("VoiceLayer", () => {
  it.live(
    "a named voice is downloaded once, speaks on this machine, and flite stands in for it",
    () =>
      Effect.gen(function* () {
        const { folder, localVoice, names, ranges } = yield* onHub(true)
        const { description, speak, standIn, voices } = yield* voice(folder, { localVoice })
        assert.match(description, /^Supertonic 3/)
        assert.match(standIn?.description ?? "", /^flite/)
        const { host } = yield* Effect.fromOption(cast(voices, "de", 2))
        const text = "Guten Tag. Der Mond zieht das Meer an."
        const line = new Utterance({ text, voice: host, language: "de", pauseMillis: 0 })
        assert.isAbove((yield* Stream.runCollect(speak(line))).length, 0)
        assert.strictEqual(ranges.length, names.length)
        yield* voice(folder, { localVoice })
        assert.strictEqual(ranges.length, names.length)
      })
  )

  it.live("a voice in an archive is downloaded from the releases, and unpacked", () =>
    Effect.gen(function* () {
      const { localVoice, ranges } = yield* inArchive(TinyArchive.bytes)
      const { downloads, model } = localVoice
      const prepare = LocalVoice.prepare(model, downloads).pipe(
        Effect.provide([NodeServices.layer, FetchHttpClient.layer])
      )
      const { description, voices } = yield* SherpaSpeech.make(yield* prepare)
      assert.match(description, /^Kitten/)
      assert.isTrue(Option.isNone(cast(voices, "de", 2)))
      const unpacked = join(downloads.folder, "tiny-01234567", "unpacked", "tiny-voice")
      assert.strictEqual(readFileSync(join(unpacked, "tokens.txt"), "utf8"), "tokens")
      yield* prepare
      assert.strictEqual(ranges.length, 1)
    })
  )

  it.live("flite speaks in the place of a voice whose archive or files are damaged", () =>
    Effect.gen(function* () {
      const noModel = TinyArchive.bytes
      const noArchive = new Uint8Array(500).fill(7)
      for (const bytes of [noModel, noArchive]) {
        const { localVoice } = yield* inArchive(bytes)
        const given = { localVoice: Option.some(localVoice), localWriter: none }
        const { description, standIn } = yield* voice(localVoice.downloads.folder, given)
        assert.match(description, /^flite/)
        assert.isUndefined(standIn)
        const outcome = yield* Effect.flatMap(LocalModels, ({ voice }) => voice).pipe(
          Effect.provide(Layer.provide(LocalModels.layer(given), NodeServices.layer))
        )
        const failure = Option.getOrThrow(Option.flatMap(outcome, Result.getFailure))
        assert.deepInclude(failure, { name: "tiny", reason: "Damaged" })
        assert.include(failure.detail, localVoice.downloads.folder)
      }
      assert.deepStrictEqual(yield* SherpaProcesses.running, [])
    })
  )

  it.live("flite speaks in the place of a voice that cannot be downloaded", () =>
    Effect.gen(function* () {
      const { localVoice } = yield* inArchive(TinyArchive.bytes, 404)
      const settings = { localVoice: Option.some(localVoice) }
      const { description } = yield* voice(localVoice.downloads.folder, settings)
      assert.match(description, /^flite/)
    })
  )

  it.live("nothing is downloaded before the operator has agreed", () =>
    Effect.gen(function* () {
      const { folder, localVoice, ranges } = yield* onHub(false)
      const { message } = yield* Effect.flip(voice(folder, { localVoice }))
      assert.match(message, /^tiny is downloaded once: .* its licence is MIT\..* --yes to agree\.$/)
      assert.deepStrictEqual([ranges, readdirSync(folder)], [[], []])
    })
  )

  it.live("flite speaks where nothing else is named or configured", () =>
    Effect.gen(function* () {
      const { folder } = yield* onHub(false)
      assert.match((yield* voice(folder, {})).description, /^flite/)
    })
  )
})

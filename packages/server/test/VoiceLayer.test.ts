import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { cast } from "@aethercast/agents/voice/Casting"
import { SpeechSynthesizer, Utterance } from "@aethercast/agents/voice/SpeechSynthesizer"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Option, Stream } from "effect"
import * as TinySupertonic from "../../agents/test/voice/sherpa/TinySupertonic.ts"
import { DownloadSettings } from "../src/local/DownloadSettings.ts"
import { LocalVoice } from "../src/local/LocalVoice.ts"
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
    localVoice: none,
    ...given
  }
  return Layer.build(
    VoiceLayer.layer(settings).pipe(
      Layer.provide([LocalOllama.layer(settings), LocalVoice.layer(settings)]),
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
      const { localVoice } = yield* onHub(true)
      const { downloads } = Option.getOrThrow(localVoice)
      const { file, hub, ranges } = yield* FakeHub.startAll({
        "tiny-voice.tar.bz2": TinyArchive.bytes
      })
      const model = new LocalVoiceModel({
        name: "tiny",
        kind: "kitten",
        licence: "MIT",
        revision: "0123456789",
        packing: "archive",
        files: [file("tiny-voice.tar.bz2")]
      })
      const { folder } = downloads
      const settings = {
        localVoice: Option.some({ model, downloads: { ...downloads, releases: hub } })
      }
      const { description, standIn, voices } = yield* voice(folder, settings)
      assert.match(description, /^Kitten/)
      assert.match(standIn?.description ?? "", /^flite/)
      assert.isTrue(Option.isNone(cast(voices, "de", 2)))
      const unpacked = join(folder, "tiny-01234567", "unpacked", "tiny-voice")
      assert.strictEqual(readFileSync(join(unpacked, "tokens.txt"), "utf8"), "tokens")
      yield* voice(folder, settings)
      assert.strictEqual(ranges.length, 1)
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

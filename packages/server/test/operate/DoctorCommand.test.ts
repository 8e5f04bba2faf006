import { ImageEndpoint } from "@aethercast/agents/images/ImageEndpoint"
import { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Option, Queue } from "effect"
import { TestClock } from "effect/testing"
import * as FakeStorage from "../../../agents/test/google/FakeStorage.ts"
import * as FakeImageServer from "../../../agents/test/images/FakeImageServer.ts"
import * as TinyLlama from "../../../agents/test/models/llama/TinyLlama.ts"
import * as FakeProvider from "../../../agents/test/models/FakeProvider.ts"
import * as FakeGoogleSpeech from "../../../agents/test/voice/FakeGoogleSpeech.ts"
import * as FakeSpeechServer from "../../../agents/test/voice/FakeSpeechServer.ts"
import * as TinySupertonic from "../../../agents/test/voice/sherpa/TinySupertonic.ts"
import { BucketSettings } from "../../src/BucketSettings.ts"
import { DownloadSettings } from "../../src/local/DownloadSettings.ts"
import { LocalModel } from "../../src/local/LocalModel.ts"
import { LocalVoiceModel } from "../../src/local/LocalVoiceModel.ts"
import { ModelFile } from "../../src/local/ModelFile.ts"
import * as DoctorCommand from "../../src/operate/DoctorCommand.ts"

const examine = (configured: DoctorCommand.Configured) =>
  Effect.provide(DoctorCommand.examine(configured), NodeServices.layer)

const nothing: DoctorCommand.Configured = {
  local: Option.none(),
  localVoice: Option.none(),
  models: Option.none(),
  ollama: Option.none(),
  speech: Option.none(),
  images: Option.none(),
  bucket: Option.none()
}

const writerOf = Effect.fnUntraced(function* (reply: FakeProvider.Reply) {
  const fake = yield* FakeProvider.start(reply)
  const endpoint = fake.endpoint()
  return {
    fake,
    models: Option.some(ModelSettings.single(endpoint))
  }
})

describe("doctor", () => {
  it.effect("without configuration it says what would change with some", () =>
    Effect.gen(function* () {
      const { done, lines } = yield* examine(nothing)
      assert.isTrue(done)
      assert.include(
        lines.join("\n"),
        "or npm start -- --writer qwen3-4b would write in other words"
      )
      assert.include(lines.join("\n"), "SPEECH_BASE_URL would bring natural voices")
      assert.include(lines.join("\n"), "npm start -- --voice supertonic")
      assert.include(lines.join("\n"), "OPENAI_IMAGE_MODEL would have a model")
    })
  )

  it.effect("tries each provider once, with the smallest request", () =>
    Effect.gen(function* () {
      const { fake, models } = yield* writerOf({ text: ["Yes."] })
      const samples = FakeSpeechServer.speechLike(1, 24_000)
      const speech = yield* FakeSpeechServer.start({ wave: { samples, rate: 24_000 } })
      const painter = yield* FakeImageServer.start({ answer: "not asked for" })
      const { done, lines } = yield* examine({
        ...nothing,
        models,
        speech: Option.some(speech.endpoint),
        images: Option.some(painter.endpoint())
      })
      assert.isTrue(done, lines.join("\n"))
      assert.match(lines[1] ?? "", /^writer +http:\S+ +gpt-test +works, answered in \d+ ms$/)
      assert.match(lines[2] ?? "", /^voice +http:\S+ +voice-1 +works, answered in \d+ ms$/)
      assert.strictEqual(fake.received.length, 1)
      assert.match(
        lines[3] ?? "",
        /^covers +http:\S+ +image-1 +is listed there; no image was requested$/
      )
      assert.strictEqual(speech.received.length, 1)
      assert.deepStrictEqual(
        painter.received.map(({ path }) => path),
        ["/v1/models"]
      )
    })
  )

  it.live("runs the model on this machine, if it is here", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const folder = yield* files.makeTempDirectoryScoped()
      const file = `${folder}/tiny.gguf`
      TinyLlama.write(file, { answer: ["Yes", "."] })
      const { size } = yield* files.stat(file)
      const local = Option.some({
        model: new LocalModel({
          name: "tiny",
          licence: "MIT",
          file: new ModelFile({
            name: "tiny.gguf",
            path: "tiny.gguf",
            bytes: Number(size),
            sha256: "0".repeat(64)
          })
        }),
        downloads: new DownloadSettings({
          hub: "http://127.0.0.1:1",
          releases: "http://127.0.0.1:1",
          folder,
          agreed: false
        })
      })
      const here = yield* examine({ ...nothing, local })
      assert.match(here.lines[1] ?? "", /^writer +in a process of its own +tiny +works, answered/)
      assert.strictEqual(here.lines.filter((row) => row.startsWith("writer")).length, 1)
      yield* files.writeFile(file, new Uint8Array(Number(size)))
      const broken = yield* examine({ ...nothing, local })
      assert.include(broken.lines[1], `does not answer. Delete ${file}`)
      yield* files.remove(file)
      const absent = yield* examine({ ...nothing, local })
      assert.isFalse(absent.done)
      assert.include(absent.lines[1], "npm start -- --writer tiny downloads it")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("has the voice on this machine say a sentence, if it is here", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const folder = yield* files.makeTempDirectoryScoped()
      const kept = `${folder}/tiny-01234567`
      yield* files.makeDirectory(kept)
      TinySupertonic.write(kept)
      const [first, ...rest] = yield* Effect.forEach(yield* files.readDirectory(kept), (name) =>
        Effect.map(
          files.stat(`${kept}/${name}`),
          ({ size }) =>
            new ModelFile({ name, path: name, bytes: Number(size), sha256: "0".repeat(64) })
        )
      )
      const localVoice = Option.some({
        model: new LocalVoiceModel({
          name: "tiny",
          kind: "supertonic",
          licence: "MIT",
          revision: "0123456789",
          files: [yield* Effect.fromNullishOr(first), ...rest]
        }),
        downloads: new DownloadSettings({
          hub: "http://127.0.0.1:1",
          releases: "http://127.0.0.1:1",
          folder,
          agreed: false
        })
      })
      const here = yield* examine({ ...nothing, localVoice })
      const voices = here.lines.filter((row) => row.startsWith("voice"))
      assert.strictEqual(voices.length, 1)
      assert.match(voices[0] ?? "", /^voice +in a process of its own +tiny +works, answered/)
      const { size } = yield* files.stat(`${kept}/vocoder.int8.onnx`)
      yield* files.writeFile(`${kept}/vocoder.int8.onnx`, new Uint8Array(Number(size)))
      const broken = yield* examine({ ...nothing, localVoice })
      assert.include(broken.lines.join("\n"), `does not speak. Delete ${kept}`)
      yield* files.remove(`${kept}/tts.json`)
      const absent = yield* examine({ ...nothing, localVoice })
      assert.isFalse(absent.done)
      assert.include(absent.lines.join("\n"), "npm start -- --voice tiny downloads it")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  const findings: ReadonlyArray<readonly [reply: FakeProvider.Reply, words: string]> = [
    [{ status: 401 }, "refuses the key. Check OPENAI_API_KEY"],
    [{ status: 403 }, "may not use gpt-test"],
    [{ status: 404 }, "does not know gpt-test"],
    [{ status: 429, headers: { "retry-after": "30" } }, "wants 30 s of rest"],
    [
      { status: 429, body: { error: { code: "insufficient_quota", message: "" } } },
      "has no money or quota left"
    ],
    [{ status: 500 }, "has a problem of its own"],
    [{ resetAfter: [] }, "Nothing answers at http://127.0.0.1"],
    [{ events: ["<html>"] }, "does not speak OpenAI's protocol"],
    [{ text: [""] }, "gpt-test answered nothing"]
  ]
  for (const [reply, words] of findings) {
    it.effect(`says in plain words: ${words}`, () =>
      Effect.gen(function* () {
        const { models } = yield* writerOf(reply)
        const report = yield* examine({ ...nothing, models })
        assert.isFalse(report.done)
        assert.include(report.lines.join("\n"), words)
        assert.notInclude(JSON.stringify(report), "sk-test")
      })
    )
  }

  const googleFindings: ReadonlyArray<
    readonly [reply: FakeGoogleSpeech.Reply, works: boolean, words: string]
  > = [
    [{ samples: FakeSpeechServer.speechLike(1, FakeGoogleSpeech.rate) }, true, "works, answered"],
    [{ code: 16 }, false, "refuses the key in the file of GOOGLE_APPLICATION_CREDENTIALS"],
    [{ code: 7 }, false, "Are the Text-to-Speech API and billing on?"],
    [{ code: 3 }, false, "has no such voice"],
    [{ code: 8, retryAfterSeconds: 30 }, false, "wants 30 s of rest"]
  ]
  for (const [reply, works, words] of googleFindings) {
    it.effect(`of Google's voice says in plain words: ${words}`, () =>
      Effect.gen(function* () {
        const { settings } = yield* FakeGoogleSpeech.start(reply)
        const report = yield* examine({ ...nothing, speech: Option.some(settings) })
        assert.strictEqual(report.done, works)
        assert.include(report.lines.join("\n"), words)
        assert.match(report.lines.join("\n"), /voice +http:\S+ +Aoede /)
      })
    )
  }

  const painterFindings: ReadonlyArray<readonly [reply: FakeImageServer.Reply, words: string]> = [
    [{ status: 401 }, "refuses the key. Check OPENAI_API_KEY"],
    [{ status: 429 }, "It is asked too often"],
    [{ status: 500 }, "has a problem of its own"],
    [{ fault: "reset" }, "Nothing answers at http://127.0.0.1"],
    [{ fault: "silence" }, "Nothing answers at http://127.0.0.1"]
  ]
  for (const [reply, words] of painterFindings) {
    it.effect(`of a painter, ${JSON.stringify(reply)}, says in plain words: ${words}`, () =>
      Effect.gen(function* () {
        const { arrivals, endpoint } = yield* FakeImageServer.start(reply)
        const fiber = yield* Effect.forkChild(
          examine({ ...nothing, images: Option.some(endpoint()) })
        )
        yield* Queue.take(arrivals)
        if ("fault" in reply && reply.fault === "silence") yield* TestClock.adjust("10 seconds")
        const report = yield* Fiber.join(fiber)
        assert.isFalse(report.done)
        assert.include(report.lines.join("\n"), words)
        assert.notInclude(JSON.stringify(report), "sk-image")
      })
    )
  }

  it.effect("an image model that its server does not list is not found", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* FakeImageServer.start({ answer: "" })
      const images = Option.some(new ImageEndpoint({ ...endpoint(), model: "image-2" }))
      const { done, lines } = yield* examine({ ...nothing, images })
      assert.isFalse(done)
      assert.include(lines.join("\n"), "lists no image-2. Check OPENAI_IMAGE_MODEL.")
    })
  )

  const bucketFindings: ReadonlyArray<
    readonly [fault: FakeStorage.Fault | undefined, name: string, works: boolean, words: string]
  > = [
    [undefined, "audio", true, "works, answered"],
    [undefined, "elsewhere", false, "There is no bucket elsewhere. Check AETHERCAST_BUCKET."],
    [{ status: 401 }, "audio", false, "refuses the key in the file"],
    [{ status: 403 }, "audio", false, "Give its account the role Storage Object User."]
  ]
  for (const [fault, name, works, words] of bucketFindings) {
    it.effect(`of a bucket says in plain words: ${words}`, () =>
      Effect.gen(function* () {
        const { objects, settings } = yield* FakeStorage.start(fault)
        const bucket = new BucketSettings({ storage: settings, name, takesBlobs: true })
        const report = yield* examine({ ...nothing, bucket: Option.some(bucket) })
        assert.strictEqual(report.done, works)
        assert.include(report.lines.join("\n"), words)
        assert.strictEqual(objects.size, 0)
      })
    )
  }
})

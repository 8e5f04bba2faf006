import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Stream } from "effect"
import { models, type SherpaKind } from "../../../src/voice/sherpa/SherpaModel.ts"
import * as SherpaProcess from "../../../src/voice/sherpa/SherpaProcess.ts"
import * as EspeakData from "./EspeakData.ts"
import * as SherpaProcesses from "./SherpaProcesses.ts"
import * as TinyPhonemic from "./TinyPhonemic.ts"
import * as TinySupertonic from "./TinySupertonic.ts"

const process = Effect.fnUntraced(function* (kind: SherpaKind) {
  const files = yield* FileSystem.FileSystem
  const model = yield* files.makeTempDirectoryScoped()
  if (kind === "supertonic") TinySupertonic.write(model)
  else {
    const espeakData = yield* files.makeTempDirectoryScoped()
    yield* EspeakData.write(espeakData)
    TinyPhonemic.write(model, { kind, espeakData })
  }
  const folder = yield* SherpaProcesses.sherpaFolder
  return yield* SherpaProcess.make({ folder, kind, model })
}, Effect.provide(NodeServices.layer))

const spoken = (sherpa: SherpaProcess.SherpaProcess, speaker: number) =>
  Effect.map(
    Stream.runCollect(sherpa.speak({ text: "The tide turned.", speaker, language: "en" })),
    (chunks) => Buffer.concat(chunks)
  )

describe("the models of sherpa-onnx", () => {
  for (const kind of ["supertonic", "kokoro", "kitten"] as const) {
    it.live(`${kind} has the rate and the speakers that are said of it, each of its own`, () =>
      Effect.gen(function* () {
        const { sampleRate, speakers } = models[kind]
        const sherpa = yield* process(kind)
        assert.strictEqual(yield* sherpa.load, sampleRate)
        const lines = yield* Effect.forEach(speakers, ({ number }) => spoken(sherpa, number))
        assert.strictEqual(
          new Set(lines.map((line) => line.toString("base64"))).size,
          speakers.length
        )
      })
    )

    it(`${kind} begins with a woman and a man, and names no speaker twice`, () => {
      const { speakers } = models[kind]
      assert.deepStrictEqual(
        speakers.slice(0, 2).map(({ voice }) => voice.gender),
        ["female", "male"]
      )
      assert.strictEqual(new Set(speakers.map(({ number }) => number)).size, speakers.length)
      assert.strictEqual(new Set(speakers.map(({ voice }) => voice.id)).size, speakers.length)
    })
  }

  for (const kind of ["kokoro", "kitten"] as const) {
    it.live(`${kind} speaks American English, with the same bytes for the same text`, () =>
      Effect.gen(function* () {
        const sherpa = yield* process(kind)
        const [first, second] = [yield* spoken(sherpa, 1), yield* spoken(sherpa, 1)]
        assert.deepStrictEqual(first, second)
        assert.isAbove(first.length, 20_000)
      })
    )
  }
})

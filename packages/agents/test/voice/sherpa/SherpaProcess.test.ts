import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import { join } from "node:path"
import * as SherpaProcess from "../../../src/voice/sherpa/SherpaProcess.ts"
import type { SherpaText } from "../../../src/voice/sherpa/SherpaRpcs.ts"
import * as SherpaProcesses from "./SherpaProcesses.ts"
import * as TinySupertonic from "./TinySupertonic.ts"

const line: SherpaText = { text: "The tide turned.", speaker: 0, language: "en" }

/** Speaks for minutes. */
const long: SherpaText = { ...line, text: "It rises again, and falls again. ".repeat(200) }

const withVoice = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const model = yield* files.makeTempDirectoryScoped()
  TinySupertonic.write(model)
  const folder = yield* SherpaProcesses.sherpaFolder
  return { model, sherpa: yield* SherpaProcess.make({ folder, kind: "supertonic", model }) }
}).pipe(Effect.provide(NodeServices.layer))

const spoken = (sherpa: SherpaProcess.SherpaProcess, text = line) =>
  Effect.map(Stream.runCollect(sherpa.speak(text)), (chunks) => Buffer.concat(chunks))

const child = Effect.flatMap(SherpaProcesses.running, ([pid]) => Effect.fromNullishOr(pid))

/** Speaks a long text, and goes on once its first samples have come; `rest` is how it ends. */
const begun = Effect.fnUntraced(function* (sherpa: SherpaProcess.SherpaProcess) {
  const sizes = yield* Queue.unbounded<number>()
  const rest = yield* Effect.forkChild(
    Stream.runForEach(sherpa.speak(long), ({ length }) =>
      length === 0 ? Effect.void : Queue.offer(sizes, length)
    )
  )
  yield* Queue.take(sizes)
  return rest
})

/** The mean frequency of 16-bit samples, by their crossings of zero. */
const hertz = (samples: Buffer) => {
  let crossings = 0
  for (let at = 2; at < samples.length; at += 2) {
    if (samples.readInt16LE(at - 2) < 0 !== samples.readInt16LE(at) < 0) crossings++
  }
  return crossings / 2 / (samples.length / 2 / TinySupertonic.rate)
}

describe("SherpaProcess", () => {
  it.live("speaks a text with the voice and in the length that the model gives it", () =>
    Effect.gen(function* () {
      const { sherpa } = yield* withVoice
      assert.strictEqual(yield* sherpa.load, TinySupertonic.rate)
      const low = yield* spoken(sherpa)
      const least = TinySupertonic.secondsPerCharacter * line.text.length
      assert.isAbove(low.length / 2 / TinySupertonic.rate, least)
      const high = yield* spoken(sherpa, { ...line, speaker: 9 })
      assert.isAbove(hertz(high), hertz(low) * 1.3)
    })
  )

  it.live("gives the same bytes for the same text, whatever is spoken at the same time", () =>
    Effect.gen(function* () {
      const { sherpa } = yield* withVoice
      const alone = yield* spoken(sherpa)
      const together = yield* Effect.replicateEffect(spoken(sherpa), 4, {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(together, [alone, alone, alone, alone])
    })
  )

  it.live("gives each sentence as soon as it is spoken, with a pause after it", () =>
    Effect.gen(function* () {
      const { sherpa } = yield* withVoice
      const text = "The tide turned. It rises twice a day, everywhere."
      const parts = yield* Stream.runCollect(sherpa.speak({ ...line, text }))
      assert.strictEqual(parts.filter(({ length }) => length > 0).length, 2)
    })
  )

  it.live("knows the languages of the model, and refuses others with the reason", () =>
    Effect.gen(function* () {
      const { sherpa } = yield* withVoice
      assert.isAbove((yield* spoken(sherpa, { ...line, language: "de" })).length, 0)
      const failure = yield* Effect.flip(spoken(sherpa, { ...line, language: "xx" }))
      assert.deepInclude(failure, { _tag: "SherpaFailed", reason: "NotSpoken" })
      assert.isAbove((yield* spoken(sherpa)).length, 0)
    })
  )

  it.live("speaks the next text when one is not wanted any more", () =>
    Effect.gen(function* () {
      const { sherpa } = yield* withVoice
      yield* Fiber.interrupt(yield* begun(sherpa))
      assert.isAbove((yield* spoken(sherpa)).length, 0)
    })
  )

  it.live("that is killed in the middle of a line fails it, and another one speaks the next", () =>
    Effect.gen(function* () {
      const { sherpa } = yield* withVoice
      const rest = yield* begun(sherpa)
      const first = yield* child
      process.kill(first, "SIGKILL")
      assert.propertyVal(yield* Effect.flip(Fiber.join(rest)), "_tag", "ModelProcessGone")
      assert.isAbove((yield* spoken(sherpa)).length, 0)
      assert.notStrictEqual(yield* child, first)
    })
  )

  it.effect("that hangs is killed after nine seconds, and another one takes its place", () =>
    Effect.gen(function* () {
      const { sherpa } = yield* withVoice
      yield* sherpa.load
      const hung = yield* child
      process.kill(hung, "SIGSTOP")
      const rest = yield* Effect.forkChild(spoken(sherpa))
      yield* TestClock.adjust("9 seconds")
      assert.propertyVal(yield* Effect.flip(Fiber.join(rest)), "_tag", "ModelProcessGone")
      yield* Effect.andThen(TestClock.adjust("1 second"), SherpaProcesses.running).pipe(
        Effect.repeat({ until: (running) => running.some((pid) => pid !== hung) })
      )
      assert.isAbove((yield* spoken(sherpa)).length, 0)
    })
  )

  it.live("whose model is damaged or missing fails, and is not started over and over", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const folder = yield* SherpaProcesses.sherpaFolder
      const damaged = yield* files.makeTempDirectoryScoped()
      TinySupertonic.write(damaged)
      yield* files.writeFile(join(damaged, "vocoder.int8.onnx"), new Uint8Array(500).fill(7))
      const missing = yield* files.makeTempDirectoryScoped()
      for (const model of [damaged, missing]) {
        const sherpa = yield* SherpaProcess.make({ folder, kind: "supertonic", model })
        const failure = yield* Effect.flip(sherpa.load)
        assert.include(["SherpaFailed", "ModelProcessGone"], failure._tag)
      }
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("leaves no process when it is not needed any more", () =>
    Effect.gen(function* () {
      yield* Effect.scoped(Effect.flatMap(withVoice, ({ sherpa }) => sherpa.load))
      assert.deepStrictEqual(yield* SherpaProcesses.running, [])
    })
  )
})

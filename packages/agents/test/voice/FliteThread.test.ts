import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as FliteVoice from "@aethercast/agents/voice/FliteVoice"
import { SpeechFailed } from "@aethercast/agents/voice/SpeechSynthesizer"
import { clip, line } from "./Sound.ts"

const breakable = FliteVoice.layerOf({
  workers: 1,
  pronunciations: [],
  script: new URL("./BreakableWorker.ts", import.meta.url)
})

describe("FliteThread", () => {
  it.live("fails its lines when it crashes, and another speaks the next one", () =>
    Effect.gen(function* () {
      const before = yield* clip(line("Yes."))
      const lost = yield* Effect.forEach(
        ["host", "guest"] as const,
        (speaker) => Effect.flip(clip(line("Crash.", speaker))),
        { concurrency: "unbounded" }
      )
      const failed = new SpeechFailed({ reason: "the worker ended with 1" })
      assert.deepStrictEqual(lost, [failed, failed])
      assert.deepStrictEqual(yield* clip(line("Yes.")), before)
    }).pipe(Effect.provide(breakable))
  )

  it.effect("fails its line when it hangs, and another speaks the next one", () =>
    Effect.gen(function* () {
      const before = yield* clip(line("Yes."))
      const hanging = yield* Effect.forkChild(Effect.flip(clip(line("Hang."))), {
        startImmediately: true
      })
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(
        yield* Fiber.join(hanging),
        new SpeechFailed({ reason: "silent for 10 seconds" })
      )
      assert.deepStrictEqual(yield* clip(line("Yes.")), before)
    }).pipe(Effect.provide(breakable))
  )
})

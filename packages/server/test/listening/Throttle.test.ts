import { assert, describe, it } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { TestClock } from "effect/testing"
import { atMostEvery } from "../../src/listening/Throttle.ts"

describe("Throttle", () => {
  it.effect("a thousand requests in an interval run it once", () =>
    Effect.gen(function* () {
      const runs = yield* Ref.make(0)
      const { throttled } = yield* atMostEvery(
        "10 seconds",
        Ref.update(runs, (n) => n + 1)
      )
      yield* Effect.replicateEffect(throttled, 1000, { concurrency: "unbounded" })
      assert.strictEqual(yield* Ref.get(runs), 1)
      yield* TestClock.adjust("9 seconds")
      yield* throttled
      assert.strictEqual(yield* Ref.get(runs), 1)
      yield* TestClock.adjust("1 second")
      yield* throttled
      assert.strictEqual(yield* Ref.get(runs), 2)
    })
  )
})

import { assert, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { backoff } from "../../src/connection/Backoff.ts"

it.effect("what fails is tried again at once, and less and less often after that", () =>
  Effect.gen(function* () {
    const attempts: Array<number> = []
    const failing = Effect.flatMap(Clock.currentTimeMillis, (now) => {
      attempts.push(now)
      return Effect.fail("no")
    })
    const trying = yield* Effect.forkChild(Effect.retry(failing, backoff))
    yield* TestClock.adjust("20 seconds")
    yield* Fiber.interrupt(trying)

    const pauses = attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0))
    assert.strictEqual(pauses[0], 0)
    for (const [index, expected] of [100, 150, 225].entries()) {
      assert.closeTo(pauses[index + 1] ?? 0, expected, 0.21 * expected)
    }
    assert.closeTo(pauses.at(-1) ?? 0, 1600, 0.21 * 1600)
  })
)

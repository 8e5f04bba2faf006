import { assert, describe, it } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { TestClock } from "effect/testing"
import * as HealthCheck from "../../src/http/HealthCheck.ts"

/** A check of something whose state the test sets. */
const checking = Effect.gen(function* () {
  const state = yield* Ref.make<"healthy" | "failing" | "hanging">("failing")
  const check = Effect.flatMap(Ref.get(state), (now) => {
    if (now === "hanging") return Effect.never
    return now === "healthy" ? Effect.void : Effect.fail("trouble")
  })
  const { isHealthy } = yield* HealthCheck.make({ first: check, later: check })
  yield* TestClock.adjust("1 second")
  return { state, isHealthy }
})

const healthyBefore = Effect.gen(function* () {
  const { isHealthy, state } = yield* checking
  yield* Ref.set(state, "healthy")
  yield* TestClock.adjust("1 second")
  assert.isTrue(yield* isHealthy)
  yield* TestClock.adjust("1 hour")
  return { state, isHealthy }
})

describe("a health check", () => {
  it.effect("is unhealthy until it has succeeded once", () =>
    Effect.gen(function* () {
      const { isHealthy, state } = yield* checking
      yield* TestClock.adjust("1 minute")
      assert.isFalse(yield* isHealthy)
      yield* Ref.set(state, "healthy")
      yield* TestClock.adjust("200 millis")
      assert.isTrue(yield* isHealthy)
    })
  )

  for (const trouble of ["failing", "hanging"] as const) {
    it.effect(`stays healthy while it is ${trouble} for no longer than a takeover takes`, () =>
      Effect.gen(function* () {
        const { isHealthy, state } = yield* healthyBefore
        yield* Ref.set(state, trouble)
        yield* TestClock.adjust("7 seconds")
        assert.isTrue(yield* isHealthy)
        yield* TestClock.adjust("3 seconds")
        assert.isFalse(yield* isHealthy)
      })
    )
  }

  it.effect("is healthy again as soon as it succeeds", () =>
    Effect.gen(function* () {
      const { isHealthy, state } = yield* healthyBefore
      yield* Ref.set(state, "failing")
      yield* TestClock.adjust("1 minute")
      assert.isFalse(yield* isHealthy)
      yield* Ref.set(state, "healthy")
      yield* TestClock.adjust("2 seconds")
      assert.isTrue(yield* isHealthy)
    })
  )

  it.effect("may check more at first than later", () =>
    Effect.gen(function* () {
      const started = yield* Ref.make(false)
      const first = Effect.flatMap(Ref.get(started), (is) => (is ? Effect.void : Effect.fail("no")))
      const { isHealthy } = yield* HealthCheck.make({ first, later: Effect.void })
      yield* TestClock.adjust("1 minute")
      assert.isFalse(yield* isHealthy)
      yield* Ref.set(started, true)
      yield* TestClock.adjust("1 second")
      assert.isTrue(yield* isHealthy)
      yield* Ref.set(started, false)
      yield* TestClock.adjust("1 minute")
      assert.isTrue(yield* isHealthy)
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Ref } from "effect"
import { TestClock } from "effect/testing"
import * as Dependency from "../../src/supervision/Dependency.ts"
import { RateLimits } from "../../src/supervision/RateLimits.ts"

const website = Dependency.make("website", { rate: { limit: 2, window: "10 seconds" } })

/** Makes as many calls; `seconds` tells when each got through. */
const calls = Effect.fnUntraced(function* (count: number) {
  const rates = yield* RateLimits
  const seconds = yield* Ref.make<ReadonlyArray<number>>([])
  const fibers = yield* Effect.forEach(Array.from({ length: count }), () =>
    rates.acquire(website).pipe(
      Effect.andThen(Clock.currentTimeMillis),
      Effect.flatMap((now) => Ref.update(seconds, (before) => [...before, now / 1000])),
      Effect.forkChild({ startImmediately: true })
    )
  )
  return { fibers, seconds: Ref.get(seconds) }
})

describe("rate limits", () => {
  it.effect("let the calls of one window through at once, and the others at the rate", () =>
    Effect.gen(function* () {
      const { seconds } = yield* calls(5)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* seconds, [0, 0, 5, 10, 15])
    }).pipe(Effect.provide(RateLimits.layerMemory))
  )

  it.effect("do not delay calls without a rate", () =>
    Effect.gen(function* () {
      const rates = yield* RateLimits
      const free = rates.acquire(Dependency.make("free"))
      yield* Effect.repeat(free, { times: 1000 })
      assert.strictEqual(yield* Clock.currentTimeMillis, 0)
    }).pipe(Effect.provide(RateLimits.layerMemory))
  )

  it.effect("do not make calls wait for those that were interrupted", () =>
    Effect.gen(function* () {
      const { fibers, seconds } = yield* calls(102)
      yield* TestClock.adjust("1 second")
      yield* Fiber.interruptAll(fibers)
      const after = yield* calls(1)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual([yield* seconds, yield* after.seconds], [[0, 0], [5]])
    }).pipe(Effect.provide(RateLimits.layerMemory))
  )
})

import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, Ref } from "effect"
import { TestClock } from "effect/testing"
import * as ChangeSignal from "../src/ChangeSignal.ts"

const counter = Effect.gen(function* () {
  const signal = yield* ChangeSignal.make
  const count = yield* Ref.make(0)
  return {
    signal,
    increment: Effect.andThen(
      Ref.update(count, (n) => n + 1),
      signal.notify
    ),
    reaches: (n: number) =>
      Effect.map(Ref.get(count), (now) => (now >= n ? Option.some(now) : Option.none()))
  }
})

describe("ChangeSignal", () => {
  it.effect("answers immediately when the condition holds already", () =>
    Effect.gen(function* () {
      const { increment, reaches, signal } = yield* counter
      yield* increment
      assert.strictEqual(yield* signal.awaitSome(reaches(1)), 1)
      assert.deepStrictEqual(yield* signal.longPoll(reaches(1)), Option.some(1))
    })
  )

  it.effect("wakes everybody who waits, and only when the condition holds", () =>
    Effect.gen(function* () {
      const { increment, reaches, signal } = yield* counter
      const waiting = yield* Effect.forEach([1, 1, 2], (n) =>
        Effect.forkChild(signal.awaitSome(reaches(n)), { startImmediately: true })
      )
      yield* increment
      yield* Effect.yieldNow
      assert.deepStrictEqual(
        waiting.map((fiber) => fiber.pollUnsafe()?._tag),
        ["Success", "Success", undefined]
      )
      yield* increment
      assert.deepStrictEqual(yield* Effect.forEach(waiting, Fiber.join), [1, 1, 2])
    })
  )

  it.effect("does not miss a change while the condition is checked", () =>
    Effect.gen(function* () {
      const { increment, reaches, signal } = yield* counter
      const isFirst = yield* Ref.make(true)
      const check = Effect.gen(function* () {
        const result = yield* reaches(1)
        if (yield* Ref.getAndSet(isFirst, false)) yield* increment
        return result
      })
      assert.strictEqual(yield* signal.awaitSome(check), 1)
    })
  )

  it.effect("ends a long poll without a value after five seconds", () =>
    Effect.gen(function* () {
      const { increment, reaches, signal } = yield* counter
      const polling = yield* Effect.forkChild(signal.longPoll(reaches(2)), {
        startImmediately: true
      })
      yield* increment
      yield* TestClock.adjust("4999 millis")
      assert.isUndefined(polling.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(yield* Fiber.join(polling), Option.none())
    })
  )
})

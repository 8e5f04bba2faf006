import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as StartRamp from "../../src/workflow/internal/StartRamp.ts"

const ramp = StartRamp.make({ limit: 2, patience: "30 seconds" })

/** A run that begins in a fiber of its own. */
const begin = (it: StartRamp.StartRamp, id: string) =>
  Effect.forkChild(it.begin(id), { startImmediately: true })
/** Which of the runs have begun. */
const begunOf = (fibers: Record<string, Fiber.Fiber<void>>) =>
  Object.entries(fibers).flatMap(([id, fiber]) => (fiber.pollUnsafe() === undefined ? [] : [id]))

const abcd = (it: StartRamp.StartRamp) =>
  Effect.all({ a: begin(it, "a"), b: begin(it, "b"), c: begin(it, "c"), d: begin(it, "d") })

describe("a ramp of starting runs", () => {
  it.effect("lets as many start as its limit, and the next ones in their order", () =>
    Effect.gen(function* () {
      const starts = yield* ramp
      const fibers = yield* abcd(starts)
      assert.deepStrictEqual(begunOf(fibers), ["a", "b"])
      assert.strictEqual(starts.free(), 0)
      yield* starts.started("b")
      yield* Effect.yieldNow
      assert.deepStrictEqual(begunOf(fibers), ["a", "b", "c"])
      // It has started before: nothing changes.
      yield* starts.started("b")
      yield* Effect.yieldNow
      assert.deepStrictEqual(begunOf(fibers), ["a", "b", "c"])
    })
  )

  it.effect("forgets a run that is interrupted while it waits", () =>
    Effect.gen(function* () {
      const starts = yield* ramp
      const fibers = yield* abcd(starts)
      yield* Fiber.interrupt(fibers.c)
      yield* starts.started("a")
      yield* Effect.yieldNow
      assert.deepStrictEqual(begunOf(fibers), ["a", "b", "c", "d"])
      yield* Effect.forEach(["b", "d"], starts.started, { discard: true })
      assert.strictEqual(starts.free(), 2)
    })
  )

  it.effect("holds the permit of a run that was admitted, until it begins", () =>
    Effect.gen(function* () {
      const starts = yield* ramp
      yield* starts.reserve("c")
      assert.strictEqual(starts.free(), 1)
      assert.deepStrictEqual(begunOf(yield* abcd(starts)), ["a", "c"])
    })
  )

  it.effect("does not wait for a run that says nothing", () =>
    Effect.gen(function* () {
      const starts = yield* ramp
      const fibers = yield* abcd(starts)
      yield* TestClock.adjust("29 seconds")
      assert.deepStrictEqual(begunOf(fibers), ["a", "b"])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(begunOf(fibers), ["a", "b", "c", "d"])
      // The clock of an earlier start does not end a later one of the same run.
      yield* starts.started("c")
      yield* starts.reserve("c")
      yield* TestClock.adjust("29 seconds")
      yield* starts.reserve("d")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(starts.free(), 1)
    })
  )
})

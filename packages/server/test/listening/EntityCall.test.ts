import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { callEntity } from "../../src/listening/EntityCall.ts"

describe("a call of an entity", () => {
  it.effect("is repeated when the entity stops while it answers", () =>
    Effect.gen(function* () {
      let calls = 0
      const call = Effect.suspend(() => (++calls < 3 ? Effect.interrupt : Effect.succeed(calls)))
      const calling = yield* Effect.forkChild(callEntity(call), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(calling), 3)
    })
  )

  it.effect("is repeated when the entity does not answer", () =>
    Effect.gen(function* () {
      let calls = 0
      const call = Effect.suspend(() => (++calls < 2 ? Effect.never : Effect.succeed(calls)))
      const calling = yield* Effect.forkChild(callEntity(call), { startImmediately: true })
      yield* TestClock.adjust("11 seconds")
      assert.strictEqual(yield* Fiber.join(calling), 2)
    })
  )

  it.effect("to an entity that keeps stopping ends with a defect, not with an interruption", () =>
    Effect.gen(function* () {
      const calling = yield* Effect.forkChild(callEntity(Effect.interrupt), {
        startImmediately: true
      })
      yield* TestClock.adjust("1 minute")
      const exit = yield* Fiber.await(calling)
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
    })
  )

  it.effect("ends when its caller is interrupted", () =>
    Effect.gen(function* () {
      let calls = 0
      const call = Effect.suspend(() => Effect.as(Effect.never, ++calls))
      const calling = yield* Effect.forkChild(callEntity(call), { startImmediately: true })
      yield* Fiber.interrupt(calling)
      yield* TestClock.adjust("1 minute")
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(calling)))
      assert.strictEqual(calls, 1)
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Ref, Schema } from "effect"
import { ClusterError } from "effect/cluster"
import { TestClock } from "effect/testing"
import { retryEngine } from "../../src/node/EngineRetry.ts"

class Refused extends Schema.TaggedError<Refused>()("Refused", {}) {}

const unavailable = new ClusterError.PersistenceError({ cause: "connection lost" })

/** Fails as often as `times`, then succeeds with the number of its attempts. */
const failing = (times: number) =>
  Effect.map(Ref.make(0), (attempts) =>
    Ref.updateAndGet(attempts, (n) => n + 1).pipe(
      Effect.filterOrFail(
        (n) => n > times,
        () => unavailable
      )
    )
  )

describe("retrying the engine", () => {
  it.effect("repeats a request until the engine serves it", () =>
    Effect.gen(function* () {
      const request = yield* Effect.forkChild(retryEngine(yield* failing(5)))
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* Fiber.join(request), 6)
    })
  )

  it.effect("passes every other error on at once", () =>
    Effect.gen(function* () {
      const refused: Effect.Effect<number, Refused | ClusterError.PersistenceError> = Effect.fail(
        new Refused()
      )
      const error: Refused = yield* Effect.flip(retryEngine(refused))
      assert.deepStrictEqual(error, new Refused())
    })
  )

  it.effect("makes a failure that lasts a defect", () =>
    Effect.gen(function* () {
      const request = yield* Effect.forkChild(Effect.exit(retryEngine(yield* failing(1000))))
      yield* TestClock.adjust("5 minutes")
      const exit = yield* Fiber.join(request)
      assert(Exit.isFailure(exit))
      assert.isTrue(Exit.hasDies(exit))
      assert.strictEqual(Cause.squash(exit.cause), unavailable)
    })
  )
})

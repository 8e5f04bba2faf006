import { assert, layer } from "@effect/vitest"
import { DateTime, Deferred, Effect, Exit, Fiber, Layer, Ref, Schema } from "effect"
import { IdempotencyStore, resultLimit, ResultTooLarge } from "../../src/agent/IdempotencyStore.ts"

class Busy extends Schema.TaggedError<Busy>()("Busy", {}) {}

const Answer = Schema.Struct({ text: Schema.String, at: Schema.DateTimeUtcFromString })

/** A call that waits for `go`, and how often it was made. */
const call = Effect.gen(function* () {
  const calls = yield* Ref.make(0)
  const began = yield* Deferred.make<void>()
  const go = yield* Deferred.make<void>()
  return {
    calls: Ref.get(calls),
    began: Deferred.await(began),
    go: Deferred.succeed(go, undefined),
    make: Effect.gen(function* () {
      const n = yield* Ref.updateAndGet(calls, (count) => count + 1)
      yield* Deferred.succeed(began, undefined)
      yield* Deferred.await(go)
      return `answer ${n}`
    })
  }
})

layer(Layer.fresh(IdempotencyStore.layerMemory))("a stored result", (it) => {
  it.effect("replaces the execution of the effect", () =>
    Effect.gen(function* () {
      const { once } = yield* IdempotencyStore
      const { calls, go, make } = yield* call
      yield* go
      const ask = once("stands", Schema.String, make)
      assert.deepStrictEqual([yield* ask, yield* ask], ["answer 1", "answer 1"])
      assert.strictEqual(yield* calls, 1)
      assert.strictEqual(yield* once("other", Schema.String, make), "answer 2")
    })
  )

  it.effect("is exactly the result of the effect", () =>
    Effect.gen(function* () {
      const { once } = yield* IdempotencyStore
      const at = DateTime.makeUnsafe("2026-11-22T12:00:00.000Z")
      const odd = { text: "NUL \0, half \u{1F30A}".slice(0, -1), at }
      assert.deepStrictEqual(yield* once("odd", Answer, Effect.succeed(odd)), odd)
      assert.deepStrictEqual(yield* once("odd", Answer, Effect.die("not again")), odd)
    })
  )

  it.effect("is shared by concurrent calls", () =>
    Effect.gen(function* () {
      const { once } = yield* IdempotencyStore
      const { calls, go, make } = yield* call
      const asking = yield* Effect.forEach(Array.from({ length: 50 }), () =>
        Effect.forkChild(once("shared", Schema.String, make), { startImmediately: true })
      )
      yield* go
      const answers = yield* Fiber.joinAll(asking)
      assert.deepStrictEqual(new Set(answers), new Set(["answer 1"]))
      assert.strictEqual(yield* calls, 1)
    })
  )

  it.effect("is not stored for a failure", () =>
    Effect.gen(function* () {
      const { once } = yield* IdempotencyStore
      const failing: Effect.Effect<string, Busy> = Effect.fail(new Busy())
      assert.instanceOf(yield* Effect.flip(once("failing", Schema.String, failing)), Busy)
      const answer = yield* once("failing", Schema.String, Effect.succeed("at last"))
      assert.strictEqual(answer, "at last")
    })
  )

  it.effect("comes from the next call when the first is interrupted", () =>
    Effect.gen(function* () {
      const { once } = yield* IdempotencyStore
      const { began, calls, go, make } = yield* call
      const ask = Effect.forkChild(once("left", Schema.String, make), { startImmediately: true })
      const first = yield* ask
      yield* began
      const second = yield* ask
      yield* Fiber.interrupt(first)
      yield* go
      assert.strictEqual(yield* Fiber.join(second), "answer 2")
      assert.strictEqual(yield* calls, 2)
    })
  )

  it.effect("does not wait for calls with other keys", () =>
    Effect.gen(function* () {
      const { once } = yield* IdempotencyStore
      const { began, make } = yield* call
      yield* Effect.forkChild(once("held up", Schema.String, make), { startImmediately: true })
      yield* began
      assert.strictEqual(yield* once("free", Schema.String, Effect.succeed("free")), "free")
    })
  )

  it.effect("leaves the scope of the caller open", () =>
    Effect.gen(function* () {
      const { once } = yield* IdempotencyStore
      const closed = yield* Ref.make(false)
      const opening = Effect.as(
        Effect.addFinalizer(() => Ref.set(closed, true)),
        "opened"
      )
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* once("scoped", Schema.String, opening)
          assert.isFalse(yield* Ref.get(closed))
        })
      )
      assert.isTrue(yield* Ref.get(closed))
    })
  )

  it.effect("of more than a megabyte is a defect with a type", () =>
    Effect.gen(function* () {
      const { once } = yield* IdempotencyStore
      // Two bytes each, and two for the quotes.
      const text = (bytes: number) => "ä".repeat((bytes - 2) / 2)
      const fits = yield* Effect.exit(
        once("fits", Schema.String, Effect.succeed(text(resultLimit)))
      )
      assert.isTrue(Exit.isSuccess(fits))
      const defect = yield* once(
        "large",
        Schema.String,
        Effect.succeed(text(resultLimit + 2))
      ).pipe(Effect.catchDefect(Effect.succeed))
      assert.deepStrictEqual(
        defect,
        new ResultTooLarge({ key: "large", bytes: resultLimit + 2, limit: resultLimit })
      )
    })
  )

  it.effect("that no longer fits the schema is a defect, and the effect is not repeated", () =>
    Effect.gen(function* () {
      const { once } = yield* IdempotencyStore
      const { calls, make } = yield* call
      yield* once("changed", Schema.String, Effect.succeed("text"))
      const exit = yield* Effect.exit(once("changed", Schema.Int, Effect.as(make, 1)))
      assert.isTrue(Exit.hasDies(exit))
      assert.strictEqual(yield* calls, 0)
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { TestClock } from "effect/testing"
import { watched } from "../../src/http/Readiness.ts"

/** Something that the test can put into each state, and whether it counts as well. */
const watching = Effect.gen(function* () {
  const state = yield* Ref.make<"well" | "failing" | "hanging">("failing")
  const check = Effect.flatMap(Ref.get(state), (now) => {
    if (now === "hanging") return Effect.never
    return now === "well" ? Effect.void : Effect.fail("trouble")
  })
  const { isWell } = yield* watched({ begins: check, goesOn: check })
  yield* TestClock.adjust("1 second")
  return { state, isWell }
})

const wellOnce = Effect.gen(function* () {
  const { isWell, state } = yield* watching
  yield* Ref.set(state, "well")
  yield* TestClock.adjust("1 second")
  assert.isTrue(yield* isWell)
  yield* TestClock.adjust("1 hour")
  return { state, isWell }
})

describe("what is watched", () => {
  it.effect("is not well before it was once", () =>
    Effect.gen(function* () {
      const { isWell, state } = yield* watching
      yield* TestClock.adjust("1 minute")
      assert.isFalse(yield* isWell)
      yield* Ref.set(state, "well")
      yield* TestClock.adjust("200 millis")
      assert.isTrue(yield* isWell)
    })
  )

  for (const trouble of ["failing", "hanging"] as const) {
    it.effect(`is well until it was ${trouble} for longer than a takeover takes`, () =>
      Effect.gen(function* () {
        const { isWell, state } = yield* wellOnce
        yield* Ref.set(state, trouble)
        yield* TestClock.adjust("7 seconds")
        assert.isTrue(yield* isWell)
        yield* TestClock.adjust("3 seconds")
        assert.isFalse(yield* isWell)
      })
    )
  }

  it.effect("is well again as soon as it is seen to be", () =>
    Effect.gen(function* () {
      const { isWell, state } = yield* wellOnce
      yield* Ref.set(state, "failing")
      yield* TestClock.adjust("1 minute")
      assert.isFalse(yield* isWell)
      yield* Ref.set(state, "well")
      yield* TestClock.adjust("2 seconds")
      assert.isTrue(yield* isWell)
    })
  )

  it.effect("may ask more of the beginning than of what comes after", () =>
    Effect.gen(function* () {
      const begun = yield* Ref.make(false)
      const begins = Effect.flatMap(Ref.get(begun), (is) => (is ? Effect.void : Effect.fail("no")))
      const { isWell } = yield* watched({ begins, goesOn: Effect.void })
      yield* TestClock.adjust("1 minute")
      assert.isFalse(yield* isWell)
      yield* Ref.set(begun, true)
      yield* TestClock.adjust("1 second")
      assert.isTrue(yield* isWell)
      yield* Ref.set(begun, false)
      yield* TestClock.adjust("1 minute")
      assert.isTrue(yield* isWell)
    })
  )
})

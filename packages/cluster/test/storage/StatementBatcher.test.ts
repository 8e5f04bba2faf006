import * as StatementBatcher from "../../src/storage/internal/StatementBatcher.ts"
import { assert, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Latch } from "effect"
import { SqlError } from "effect/sql"

const away = new SqlError.SqlError({ reason: new SqlError.ConnectionError({ cause: "away" }) })
const refusal = new SqlError.SqlError({ reason: new SqlError.UnknownError({ cause: "refused" }) })

/** Two that occupy the lanes, and four that wait until the latch opens. */
const submitSix = Effect.fnUntraced(function* (
  run: (items: ReadonlyArray<number>) => Effect.Effect<ReadonlyArray<number>, SqlError.SqlError>
) {
  const ran: Array<ReadonlyArray<number>> = []
  const latch = yield* Latch.make()
  const submit = yield* StatementBatcher.make((items: ReadonlyArray<number>) =>
    Effect.suspend(() => {
      ran.push(items)
      return Effect.andThen(latch.await, run(items))
    })
  )
  const fibers = []
  for (const item of [1, 2, 3, 4, 5, 6]) {
    fibers.push(yield* Effect.forkChild(submit(item)))
    yield* Effect.yieldNow
    yield* Effect.yieldNow
  }
  yield* latch.open
  const exits = yield* Effect.forEach(fibers, Fiber.await)
  return { ran, exits }
})

const doubled = (items: ReadonlyArray<number>) => items.map((item) => item * 2)

it.effect(
  "what is submitted while the lanes are busy runs together, and each gets its answer",
  () =>
    Effect.gen(function* () {
      const { exits, ran } = yield* submitSix((items) => Effect.succeed(doubled(items)))
      assert.deepStrictEqual(ran, [[1], [2], [3, 4, 5, 6]])
      assert.deepStrictEqual(exits, [2, 4, 6, 8, 10, 12].map(Exit.succeed))
    })
)

it.effect("what the database refuses fails alone", () =>
  Effect.gen(function* () {
    const { exits } = yield* submitSix((items) =>
      items.includes(4) ? Effect.fail(refusal) : Effect.succeed(doubled(items))
    )
    assert.deepStrictEqual(exits.map(Exit.isSuccess), [true, true, true, false, true, true])
  })
)

it.effect("a database that is away is asked once", () =>
  Effect.gen(function* () {
    const { exits, ran } = yield* submitSix((items) =>
      items.length > 1 ? Effect.fail(away) : Effect.succeed(doubled(items))
    )
    assert.strictEqual(ran.length, 3)
    assert.deepStrictEqual(exits.map(Exit.isSuccess), [true, true, false, false, false, false])
  })
)

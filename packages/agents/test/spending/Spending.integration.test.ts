import { migrations } from "@aethercast/agents/store/Migrations"
import { Task } from "@aethercast/cluster/Task"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Ref, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import * as TestDatabase from "../../../cluster/test/harness/TestDatabase.ts"
import type { OverBudget } from "../../src/spending/Budget.ts"
import { CostReports } from "../../src/spending/CostReports.ts"
import type { Payer } from "../../src/spending/Payer.ts"
import * as Spending from "../../src/spending/Spending.ts"

const budget = { episode: 1, session: 1.5, day: 2 }

const taskOf = (workflowId: string, tenant: string) =>
  new Task({
    id: `${workflowId}/step`,
    workflowId,
    agent: "Weaver",
    version: 1,
    order: 0,
    correlationId: workflowId,
    priority: 5,
    tenant,
    deadline: 0,
    input: null
  })

/** The payer of a run, and what its task is charged. */
const payerOf = Effect.fnUntraced(function* (workflowId: string, tenant = "anna") {
  const { payer } = yield* Spending.Spending
  const charged = yield* Ref.make(0)
  return {
    charged: Ref.get(charged),
    payer: payer({
      task: taskOf(workflowId, tenant),
      charge: (dollars) => Ref.update(charged, (sum) => sum + dollars)
    })
  }
})

/** A call that may cost `most`, and costs `dollars`. */
const call = (payer: Payer, most: number, dollars = most) =>
  payer.reserve({ kind: "model", provider: "OpenAI", dollars: most }).pipe(
    Effect.flatMap((charge) => charge({ dollars, quantity: 100 })),
    Effect.scoped
  )

const rows = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* SqlSchema.findAll({
    Request: Schema.Void,
    Result: Schema.Struct({
      episode: Schema.String,
      session: Schema.String,
      kind: Schema.String,
      provider: Schema.String,
      dollars: Schema.Finite,
      quantity: Schema.NullOr(Schema.Finite)
    }),
    execute: () => sql`
      SELECT episode, session, kind, provider, dollars, quantity FROM costs ORDER BY cost_id
    `
  })(undefined)
})

const WithBudget = Layer.merge(Spending.layer(budget), CostReports.layer).pipe(
  Layer.provideMerge(TestDatabase.layer(migrations))
)

const refusal = (budget: OverBudget["budget"]) => ({ provider: "OpenAI", budget })

describe("the budget", () => {
  it.live("records what a call costs, for the episode, the session and the task", () =>
    Effect.gen(function* () {
      const { charged, payer } = yield* payerOf("episode:1")
      yield* call(payer, 0.5, 0.125)
      assert.deepStrictEqual(yield* rows, [
        {
          episode: "1",
          session: "anna",
          kind: "model",
          provider: "OpenAI",
          dollars: 0.125,
          quantity: 100
        }
      ])
      assert.strictEqual(yield* charged, 0.125)
    }).pipe(Effect.provide(WithBudget))
  )

  it.live("of an episode pays its asides, too, and no other episode", () =>
    Effect.gen(function* () {
      yield* call((yield* payerOf("episode:1")).payer, 0.75)
      const aside = (yield* payerOf("aside:1/a2")).payer
      assert.deepInclude(yield* Effect.flip(call(aside, 0.5)), refusal("episode"))
      yield* call(aside, 0.25)
      yield* call((yield* payerOf("episode:2")).payer, 0.5)
    }).pipe(Effect.provide(WithBudget))
  )

  it.live("of a session ends in all its episodes, that of the day for everybody", () =>
    Effect.gen(function* () {
      yield* call((yield* payerOf("episode:1")).payer, 1)
      const second = (yield* payerOf("episode:2")).payer
      assert.deepInclude(yield* Effect.flip(call(second, 0.75)), refusal("session"))
      const others = (yield* payerOf("episode:3", "otto")).payer
      yield* call(others, 0.75)
      assert.deepInclude(yield* Effect.flip(call(second, 0.3)), refusal("day"))
      assert.deepInclude(yield* Effect.flip(call(others, 0.26)), refusal("episode"))
      assert.strictEqual((yield* rows).length, 2)
    }).pipe(Effect.provide(WithBudget))
  )

  it.live("of yesterday is not that of today, but that of an episode stays its own", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { payer } = yield* payerOf("episode:1")
      yield* call(payer, 1)
      yield* sql`UPDATE costs SET at = at - interval '1 day'`
      yield* call((yield* payerOf("episode:2")).payer, 1)
      assert.deepInclude(yield* Effect.flip(call(payer, 0.01)), refusal("episode"))
    }).pipe(Effect.provide(WithBudget))
  )

  it.live("is not exceeded by calls at the same time", () =>
    Effect.gen(function* () {
      const exits = yield* Effect.forEach(
        Array.from({ length: 20 }, (_, n) => `episode:${n}`),
        (run) => Effect.flatMap(payerOf(run, run), ({ payer }) => Effect.exit(call(payer, 0.25))),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(exits.filter(Exit.isSuccess).length, 8)
      const sum = (yield* rows).reduce((all, { dollars }) => all + dollars, 0)
      assert.strictEqual(sum, 2)
    }).pipe(Effect.provide(WithBudget))
  )

  it.live("is held by a call that goes on, and given back by one that cost nothing", () =>
    Effect.gen(function* () {
      const { payer } = yield* payerOf("episode:1")
      const reserved = yield* Deferred.make<void>()
      const going = yield* payer
        .reserve({ kind: "model", provider: "OpenAI", dollars: 1 })
        .pipe(
          Effect.andThen(Deferred.succeed(reserved, undefined)),
          Effect.andThen(Effect.never),
          Effect.scoped,
          Effect.forkChild
        )
      yield* Deferred.await(reserved)
      assert.deepInclude(yield* Effect.flip(call(payer, 0.1)), refusal("episode"))
      yield* Fiber.interrupt(going)
      assert.deepStrictEqual(yield* rows, [])
      yield* call(payer, 1)
    }).pipe(Effect.provide(WithBudget))
  )

  it.live("is accounted for by day, episode, session and provider", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { sums } = yield* CostReports
      yield* call((yield* payerOf("episode:1")).payer, 0.25)
      yield* sql`UPDATE costs SET at = at - interval '40 days'`
      yield* call((yield* payerOf("episode:1")).payer, 0.25)
      yield* call((yield* payerOf("episode:2")).payer, 0.5)
      yield* call((yield* payerOf("aside:2/a1")).payer, 0.125)
      const sum = { kind: "model", calls: 2, quantity: 200, dollars: 0.625 }
      assert.deepStrictEqual(yield* sums("episode", 30), [
        { ...sum, name: "2" },
        { ...sum, name: "1", calls: 1, quantity: 100, dollars: 0.25 }
      ])
      const all = { ...sum, calls: 3, quantity: 300, dollars: 0.875 }
      assert.deepStrictEqual(yield* sums("session", 30), [{ ...all, name: "anna" }])
      assert.deepStrictEqual(yield* sums("provider", 30), [{ ...all, name: "OpenAI" }])
      const days = yield* sums("day", 100)
      assert.deepStrictEqual(
        days.map(({ calls }) => calls),
        [3, 1]
      )
    }).pipe(Effect.provide(WithBudget))
  )

  it.live("pays what costs nothing, and records it", () =>
    Effect.gen(function* () {
      const { payer } = yield* payerOf("episode:1")
      yield* call(payer, 1)
      yield* call(payer, 0)
      assert.deepStrictEqual(
        (yield* rows).map(({ dollars }) => dollars),
        [1, 0]
      )
    }).pipe(Effect.provide(WithBudget))
  )
})

import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Latch } from "effect"
import { SqlClient } from "effect/sql"
import * as RunQueueTable from "../../src/workflow/internal/RunQueueTable.ts"
import { eventually } from "../harness/Eventually.ts"
import { layer as testDatabase } from "../harness/TestDatabase.ts"

const limit = { expiresAt: 0, reason: "Nobody resumed it." }

/** A run that the first of two nodes executes, and the statements of each. */
const taken = Effect.fnUntraced(function* (workflowId: string) {
  const sql = yield* SqlClient.SqlClient
  const run = { workflowId, workflow: "Job", tenant: "a", shard: 1 }
  const [stale, current] = [yield* RunQueueTable.make, yield* RunQueueTable.make]
  const begins = Effect.andThen(stale.add(run), stale.admit([workflowId], undefined))
  yield* begins
  const status = Effect.map(
    sql<{ status: string }>`
      SELECT status FROM aethercast_run_queue WHERE workflow_id = ${workflowId}
    `,
    ([row]) => row?.status
  )
  return {
    status,
    stale: { begins, rest: Effect.asVoid(stale.rest(workflowId, limit)) },
    current: {
      executes: current.add(run),
      resumes: Effect.asVoid(current.resume(workflowId)),
      rests: Effect.asVoid(current.rest(workflowId, limit))
    }
  }
})

type Step = keyof Effect.Success<ReturnType<typeof taken>>["current"]

const takeovers: ReadonlyArray<ReadonlyArray<Step>> = [
  ["executes"],
  ["resumes"],
  ["executes", "resumes"],
  ["resumes", "executes"],
  ["resumes", "executes", "resumes"]
]

it.live("a replaced node puts a run to rest only before its successor executes or resumes it", () =>
  Effect.gen(function* () {
    for (const steps of takeovers) {
      for (let before = 0; before <= steps.length; before++) {
        const name = `${steps.join(", ")}; rest after ${before}`
        const { current, stale, status } = yield* taken(name)
        for (const step of steps.slice(0, before)) yield* current[step]
        yield* stale.rest
        for (const step of steps.slice(before)) yield* current[step]
        const rested = before === 0
        const resumed = steps.includes("resumes")
        const expected = rested ? (resumed ? "WAITING" : "RESTING") : "RUNNING"
        assert.strictEqual(yield* status, expected, name)
        yield* current.rests
        assert.strictEqual(yield* status, "RESTING", name)
      }
    }
  }).pipe(Effect.scoped, Effect.provide(testDatabase()))
)

it.live("a rest and a resume at the same instant leave the run ready to go on", () =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const { current, stale, status } = yield* taken("run")
    const waiting = (count: number) =>
      eventually(
        Effect.map(
          sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          (sessions) => assert.strictEqual(sessions.length, count)
        )
      )
    const orders = [
      { first: stale.rest, second: current.resumes, expected: "WAITING" },
      { first: current.resumes, second: stale.rest, expected: "RUNNING" }
    ]
    for (const { expected, first, second } of orders) {
      yield* sql`DELETE FROM aethercast_run_queue`
      yield* stale.begins
      const locked = yield* Latch.make()
      const queued = yield* Latch.make()
      const lock = sql.withTransaction(
        sql`SELECT FROM aethercast_run_queue FOR UPDATE`.pipe(
          Effect.andThen(Latch.open(locked)),
          Effect.andThen(Latch.await(queued))
        )
      )
      const holder = yield* Effect.forkScoped(lock)
      yield* Latch.await(locked)
      const one = yield* Effect.forkScoped(first)
      yield* waiting(1)
      const other = yield* Effect.forkScoped(second)
      yield* waiting(2)
      yield* Latch.open(queued)
      yield* Effect.forEach([holder, one, other], Fiber.join, { discard: true })
      assert.strictEqual(yield* status, expected)
    }
  }).pipe(Effect.scoped, Effect.provide(testDatabase()))
)

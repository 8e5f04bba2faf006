import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Layer, Queue, Ref, References } from "effect"
import { TestRunner } from "effect/cluster"
import { SqlClient, SqlError } from "effect/sql"
import { TestClock } from "effect/testing"
import * as Retention from "../../src/ledger/Retention.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"
import { eventually } from "../harness/Eventually.ts"

const day = 86_400_000
const now = Date.UTC(2026, 10, 22)

/**
 * Workflows with a task each, dead letters, stored results, circuits and rates: of each kind one per day
 * of the last hundred.
 */
const history = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const at = sql`to_timestamp(${now}::float8 / 1000) - age * interval '1 day'`
  yield* sql`TRUNCATE aethercast_workflow_instances, aethercast_task_instances, aethercast_dead_letters,
    aethercast_idempotency, aethercast_circuits, aethercast_rates`
  yield* sql`
    INSERT INTO aethercast_workflow_instances (workflow_id, status, created_at, completed_at)
    SELECT 'ended:' || age, 'COMPLETED', ${at}, ${at} FROM generate_series(0, 99) AS age
  `
  yield* sql`
    INSERT INTO aethercast_workflow_instances (workflow_id, status, created_at)
    SELECT 'running:' || age, 'IN_PROGRESS', ${at} FROM generate_series(0, 99) AS age
  `
  yield* sql`
    INSERT INTO aethercast_task_instances (task_id, workflow_id, agent_name, agent_version, task_order,
      status, correlation_id, priority, created_at)
    SELECT workflow_id || '/task', workflow_id, 'Agent', 1, 0, 'COMPLETED', workflow_id, 5, created_at
    FROM aethercast_workflow_instances
  `
  yield* sql`
    INSERT INTO aethercast_dead_letters (task_id, workflow_id, agent_name, error_tag, letter, status,
      died_at, settled_at)
    SELECT status || ':' || age, 'workflow', 'Agent', 'Busy', '{}', status, ${now - 99 * day}::float8,
      ${now}::float8 - age * ${day}::float8
    FROM generate_series(0, 99) AS age, unnest(ARRAY['REPLAYED', 'DISCARDED']) AS status
  `
  yield* sql`
    INSERT INTO aethercast_dead_letters (task_id, workflow_id, agent_name, error_tag, letter, status, died_at)
    SELECT 'WAITING:' || age, 'workflow', 'Agent', 'Busy', '{}', 'WAITING',
      ${now}::float8 - age * ${day}::float8
    FROM generate_series(0, 99) AS age
  `
  yield* sql`
    INSERT INTO aethercast_idempotency (key_sha256, key, answer, created_at)
    SELECT 'key ' || age, 'key', '1', ${at} FROM generate_series(0, 99) AS age
  `
  yield* sql`
    INSERT INTO aethercast_circuits (dependency, revision, circuit, changed_at)
    SELECT tag || ':' || age, 1, jsonb_build_object('_tag', tag), ${at}
    FROM generate_series(0, 99) AS age, unnest(ARRAY['Closed', 'Open']) AS tag
  `
  yield* sql`
    INSERT INTO aethercast_rates (dependency, tokens, refilled_at)
    SELECT 'rate:' || age, 1, ${now}::float8 - age * ${day}::float8 FROM generate_series(0, 99) AS age
  `
})

const count = Effect.fnUntraced(function* (table: string, column: string, like: string) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql`
    SELECT count(*)::int AS count FROM ${sql(table)} WHERE ${sql(column)} LIKE ${like}
  `
  return row?.["count"]
})

const left = Effect.all({
  ended: count("aethercast_workflow_instances", "workflow_id", "ended:%"),
  running: count("aethercast_workflow_instances", "workflow_id", "running:%"),
  tasksOfEnded: count("aethercast_task_instances", "workflow_id", "ended:%"),
  tasksOfRunning: count("aethercast_task_instances", "workflow_id", "running:%"),
  replayed: count("aethercast_dead_letters", "task_id", "REPLAYED:%"),
  discarded: count("aethercast_dead_letters", "task_id", "DISCARDED:%"),
  waiting: count("aethercast_dead_letters", "task_id", "WAITING:%"),
  results: count("aethercast_idempotency", "key_sha256", "%"),
  closedCircuits: count("aethercast_circuits", "dependency", "Closed:%"),
  openCircuits: count("aethercast_circuits", "dependency", "Open:%"),
  rates: count("aethercast_rates", "dependency", "%")
})

/** A row of exactly the age of the cutoff stays. */
const expected = {
  ended: 31,
  running: 100,
  tasksOfEnded: 31,
  tasksOfRunning: 100,
  replayed: 31,
  discarded: 31,
  waiting: 91,
  results: 31,
  closedCircuits: 2,
  openCircuits: 100,
  rates: 2
}

describe("the cutoffs of retention", () => {
  it("are thirty days ago, ninety for what waits and one for what is idle, unless configured", () => {
    assert.deepStrictEqual(Retention.cutoffs(now, {}), {
      ended: now - 30 * day,
      waiting: now - 90 * day,
      idle: now - day
    })
    const options = { ended: "1 hour", waiting: "1 day", idle: "2 days" } as const
    assert.deepStrictEqual(Retention.cutoffs(now, options), {
      ended: now - day / 24,
      waiting: now - day,
      idle: now - 2 * day
    })
  })
})

layer(TestDatabase.layer(), { excludeTestServices: true })("retention", (it) => {
  it.effect("deletes what ended, or has waited, for too long", () =>
    Effect.gen(function* () {
      yield* history
      assert.deepStrictEqual(yield* Retention.sweep(now), {
        workflows: 69,
        "settled dead letters": 138,
        "waiting dead letters": 9,
        "stored results": 69,
        "closed circuits": 98,
        "unused rates": 98
      })
      assert.deepStrictEqual(yield* left, expected)
    })
  )

  it.effect("deletes the same rows in small batches", () =>
    Effect.gen(function* () {
      yield* history
      const asked = yield* Ref.make<ReadonlyArray<readonly [number, number]>>([])
      const sweeper: Retention.Sweeper = (before, limit) =>
        Effect.map(
          Ref.updateAndGet(asked, (all) => [...all, [before, limit] as const]),
          ({ length }) => (length < 3 ? limit : 1)
        )
      const counts = yield* Retention.sweep(now, { batch: 10, sweepers: { messages: sweeper } })
      assert.strictEqual(counts["messages"], 21)
      assert.deepStrictEqual(
        yield* Ref.get(asked),
        Array.from({ length: 3 }, () => [now - 30 * day, 10] as const)
      )
      assert.deepStrictEqual(yield* left, expected)
    })
  )

  it.effect("deletes nothing when it runs again", () =>
    Effect.gen(function* () {
      yield* history
      yield* Retention.sweep(now)
      const again = yield* Retention.sweep(now)
      assert.deepStrictEqual(new Set(Object.values(again)), new Set([0]))
      assert.deepStrictEqual(yield* left, expected)
    })
  )

  it.effect("ends even if a sweeper never does", () =>
    Effect.gen(function* () {
      const sweepers = { endless: () => Effect.succeed(1) }
      const counts = yield* Retention.sweep(now, { batch: 1, sweepers })
      assert.strictEqual(counts["endless"], 2000)
    })
  )

  it.effect("finds old rows by an index", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`
        INSERT INTO aethercast_workflow_instances (workflow_id, completed_at)
        SELECT 'many:' || n, now() - n * interval '1 minute' FROM generate_series(1, 50000) AS n
      `
      yield* sql`
        INSERT INTO aethercast_idempotency (key_sha256, key, answer, created_at)
        SELECT 'many:' || n, '', '', now() - n * interval '1 minute'
        FROM generate_series(1, 50000) AS n
      `
      yield* sql`ANALYZE aethercast_workflow_instances, aethercast_idempotency`
      const tables = [
        ["aethercast_workflow_instances", "completed_at"],
        ["aethercast_idempotency", "created_at"]
      ] as const
      for (const [table, column] of tables) {
        const rows = yield* sql`
          EXPLAIN (FORMAT TEXT) SELECT 1 FROM ${sql(table)}
          WHERE ${sql(column)} < now() - interval '30 days' ORDER BY ${sql(column)} LIMIT 500
        `
        const plan = rows.map((row) => String(row["QUERY PLAN"])).join("\n")
        assert.match(plan, /Index (Only )?Scan/)
      }
    })
  )

  it.effect("runs as a singleton of the cluster", () =>
    Effect.gen(function* () {
      yield* history
      yield* Layer.build(
        Retention.layer({ ended: "1 second" }).pipe(Layer.provide(TestRunner.layer))
      )
      yield* eventually(Effect.map(left, (now) => assert.strictEqual(now.results, 0)))
      assert.strictEqual((yield* left).running, 100)
    })
  )

  it.effect("runs once an hour, even after failures", () =>
    Effect.gen(function* () {
      const sweeps = yield* Queue.make<number>({ capacity: 8 })
      const failures = [Effect.die("a bug"), connectionLost, Effect.succeed(0)]
      const failing: Retention.Sweeper = (before) =>
        Effect.andThen(
          Queue.offer(sweeps, before),
          Effect.suspend(() => failures.shift() ?? Effect.succeed(0))
        )
      yield* Effect.forkChild(Retention.hourly({ ended: 0, sweepers: { failing } }))
      for (let hour = 0; hour < 4; hour++) {
        assert.strictEqual(yield* Queue.take(sweeps), hour * 3_600_000)
        yield* TestClock.adjust("59 minutes")
        assert.strictEqual(yield* Queue.size(sweeps), 0)
        yield* TestClock.adjust("1 minute")
      }
    }).pipe(
      Effect.provide(TestClock.layer()),
      Effect.provideService(References.MinimumLogLevel, "None")
    )
  )
})

const connectionLost = Effect.fail(
  new SqlError.SqlError({ reason: new SqlError.ConnectionError({ cause: "lost" }) })
)

import { NodeCrypto, NodeServices } from "@effect/platform-node"
import { PgClient, PgMigrator } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import * as Database from "@aethercast/cluster/Database"
import { DeadLetters } from "@aethercast/cluster/DeadLetters"
import { Effect, Layer, type Redacted } from "effect"
import { ShardingConfig, SqlMessageStorage, SqlRunnerStorage } from "effect/cluster"
import { SqlClient } from "effect/sql"
import { fresh } from "../harness/TestDatabase.ts"

const connected = (url: Redacted.Redacted) => PgClient.layer({ url, maxConnections: 2 })

/** Rows of every table in a database, as text. */
const contents = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const tables = yield* sql<{ readonly name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename
  `
  const rows = yield* Effect.forEach(tables, ({ name }) =>
    Effect.map(
      sql<{ readonly text: string }>`SELECT t::text AS text FROM ${sql(name)} t ORDER BY 1`,
      (found) => [name, found.map(({ text }) => text)] as const
    )
  )
  return Object.fromEntries(rows)
})

layer(NodeServices.layer, { excludeTestServices: true })("the runtime's tables", (it) => {
  it.effect("leave those of a stock cluster in the same database as they are", () =>
    Effect.gen(function* () {
      const url = yield* fresh
      const stock = Layer.mergeAll(SqlMessageStorage.layer, SqlRunnerStorage.layer).pipe(
        Layer.provide([ShardingConfig.layer(), NodeCrypto.layerDigest]),
        Layer.provideMerge(connected(url))
      )
      const before = yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`
          INSERT INTO cluster_messages (id, shard_id, entity_type, entity_id, kind, request_id)
          VALUES (1, 'default:1', 'Counter', 'a', 0, 1)
        `
        return yield* contents
      }).pipe(Effect.provide(stock))
      assert.lengthOf(before["cluster_messages"] ?? [], 1)

      const after = yield* Effect.provide(contents, Database.layer({ url, migrations: {} }))
      assert.deepInclude(after, before)
      const own = Object.keys(after).filter((table) => !(table in before))
      assert.deepStrictEqual(
        own.filter(
          (table) => !/^(aethercast_|runtime_migrations$|application_migrations$)/.test(table)
        ),
        []
      )
    }).pipe(Effect.scoped)
  )

  it.effect("keep what an earlier version wrote, under the names of this one", () =>
    Effect.gen(function* () {
      const url = yield* fresh
      const earlier = Object.fromEntries(
        Object.entries(Database.runtime).filter(([name]) => name < "0006")
      )
      const task = {
        id: "run/step",
        workflowId: "run",
        agent: "Voice",
        version: 1,
        order: 0,
        correlationId: "run",
        priority: 5,
        tenant: "",
        deadline: 1,
        input: { text: "a\0b" }
      }
      const letter = {
        task,
        place: "entity",
        role: "default",
        attempts: [{ at: 1, millis: 2, way: "Voice", error: { _tag: "Down" } }],
        error: { _tag: "Refused", error: { _tag: "Down" } },
        status: "WAITING",
        diedAt: 3
      }
      const migrated = PgMigrator.layer({
        loader: PgMigrator.fromRecord(earlier),
        table: "runtime_migrations"
      }).pipe(Layer.provide(NodeServices.layer), Layer.provideMerge(connected(url)))
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`INSERT INTO workflow_instances (workflow_id) VALUES ('run')`
        yield* sql`
          INSERT INTO task_instances (
            task_id, workflow_id, agent_name, agent_version, task_order, status, correlation_id,
            priority, created_at, decisions
          )
          VALUES ('run/step', 'run', 'Voice', 1, 0, 'FAILED', 'run', 5, now(),
            '[{"_tag":"Attempted","way":"Voice","attempt":1}]')
        `
        yield* sql`
          INSERT INTO dead_letters (
            task_id, workflow_id, agent_name, error_tag, letter, status, died_at
          )
          VALUES ('run/step', 'run', 'Voice', 'Down', ${JSON.stringify(letter)}, 'WAITING', 3)
        `
      }).pipe(Effect.provide(migrated))

      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const [row] = yield* sql`SELECT events FROM aethercast_task_instances`
        assert.deepStrictEqual(row?.["events"], [{ _tag: "Attempted", route: "Voice", attempt: 1 }])
        const kept = yield* (yield* DeadLetters).find("run/step")
        assert.strictEqual(kept.entityId, "entity")
        assert.deepStrictEqual(kept.task.input, task.input)
        assert.deepStrictEqual(
          kept.attempts.map(({ route }) => route),
          ["Voice"]
        )
      }).pipe(
        Effect.provide(
          Layer.provideMerge(DeadLetters.layer, Database.layer({ url, migrations: {} }))
        )
      )
    }).pipe(Effect.scoped)
  )
})

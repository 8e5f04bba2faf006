import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Result } from "effect"
import { SqlClient } from "effect/sql"
import { Quotas } from "../../src/supervision/Quotas.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"

/** A node with connections of its own. */
const node = Effect.gen(function* () {
  const { config } = yield* PgClient.PgClient
  const context = yield* Layer.build(
    Layer.fresh(Quotas.layer.pipe(Layer.provide(PgClient.layer({ url: config.url }))))
  )
  return Context.get(context, Quotas)
})

const quota = (name: string, limit: number) => ({ name, limit, window: "10 hours" }) as const

const rows = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(sql<{ name: string }>`SELECT name FROM aethercast_quotas ORDER BY name`, (all) =>
    all.map(({ name }) => name)
  )
)

layer(TestDatabase.layer(), { excludeTestServices: true })("quotas on Postgres", (it) => {
  it.effect("hold for all nodes together", () =>
    Effect.gen(function* () {
      const nodes = yield* Effect.replicateEffect(node, 3)
      const results = yield* Effect.forEach(
        nodes.flatMap((one) => Array.from({ length: 5 }, () => one)),
        (one) => Effect.result(one.take([quota("shared", 7), quota("wide", 100)])),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(results.filter(Result.isSuccess).length, 7)
      for (const { failure } of results.filter(Result.isFailure)) {
        assert.strictEqual(failure.quota, "shared")
        // A statement that waits for another one has an earlier time than that.
        assert.isAtMost(failure.retryAfterMillis, Math.ceil(36_000_000 / 7) + 60_000)
        assert.isAbove(failure.retryAfterMillis, 0)
      }
      // The refused ones were not taken from the other quota.
      const [one] = nodes
      for (let n = 0; n < 93; n++) yield* (one ?? (yield* node)).take([quota("wide", 100)])
      assert.isTrue(
        Result.isFailure(yield* Effect.result((yield* node).take([quota("wide", 100)])))
      )
    })
  )

  it.effect("cost no statement while they are known to be used up", () =>
    Effect.gen(function* () {
      const one = yield* node
      const sql = yield* SqlClient.SqlClient
      yield* one.take([quota("flooded", 1)])
      yield* Effect.flip(one.take([quota("flooded", 1)]))
      // With the table locked, a statement would wait.
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`LOCK TABLE aethercast_quotas IN ACCESS EXCLUSIVE MODE`
          for (let n = 0; n < 100; n++) yield* Effect.flip(one.take([quota("flooded", 1)]))
        })
      )
    })
  )

  it.effect("are kept only until they are full again", () =>
    Effect.gen(function* () {
      const one = yield* node
      const sql = yield* SqlClient.SqlClient
      yield* one.take([quota("forgotten", 5)])
      yield* sql`UPDATE aethercast_quotas SET full_at = 1 WHERE name = 'forgotten'`
      yield* one.take([quota("kept", 5)])
      assert.include(yield* rows, "kept")
      assert.notInclude(yield* rows, "forgotten")
    })
  )

  it.effect("may have any name", () =>
    Effect.gen(function* () {
      const one = yield* node
      const name = "a\0b' OR 1=1 --\uD800"
      yield* one.take([quota(name, 1)])
      yield* Effect.flip((yield* node).take([quota(name, 1)]))
    })
  )
})

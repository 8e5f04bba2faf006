import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Fiber, Layer, Ref, Schema, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { IdempotencyStore } from "../../src/agent/IdempotencyStore.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"
import { eventually } from "../harness/Eventually.ts"

/** The store of a node with connections of its own; `stop` ends it. */
const node = Effect.gen(function* () {
  const { config } = yield* PgClient.PgClient
  const scope = yield* Scope.make()
  const stop = Scope.close(scope, Exit.void)
  yield* Effect.addFinalizer(() => stop)
  const context = yield* Layer.fresh(IdempotencyStore.layer).pipe(
    Layer.provide(PgClient.layer({ url: config.url, maxConnections: 2 })),
    Layer.build,
    Scope.provide(scope)
  )
  return { once: Context.get(context, IdempotencyStore).once, stop }
})

const counting = Effect.gen(function* () {
  const calls = yield* Ref.make(0)
  return {
    calls: Ref.get(calls),
    call: Effect.map(
      Ref.updateAndGet(calls, (n) => n + 1),
      (n) => `answer ${n}`
    )
  }
})

layer(TestDatabase.layer(), { excludeTestServices: true })("a stored result in Postgres", (it) => {
  it.effect("replaces the execution on another node after the first is gone", () =>
    Effect.gen(function* () {
      const { call, calls } = yield* counting
      const x = yield* node
      assert.strictEqual(yield* x.once("gone", Schema.String, call), "answer 1")
      yield* x.stop
      const y = yield* node
      assert.strictEqual(yield* y.once("gone", Schema.String, call), "answer 1")
      assert.strictEqual(yield* calls, 1)
    })
  )

  it.effect("is stored before it is returned, even if the caller is interrupted", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { call, calls } = yield* counting
      const x = yield* node
      const answered = yield* Deferred.make<void>()
      const asking = yield* sql.withTransaction(
        Effect.gen(function* () {
          // No session can write: the call was made, and storing its result waits.
          yield* sql`LOCK TABLE aethercast_idempotency IN SHARE MODE`
          const asking = yield* Effect.forkDetach(
            x.once(
              "cut",
              Schema.String,
              Effect.tap(call, () => Deferred.succeed(answered, undefined))
            )
          )
          yield* Deferred.await(answered)
          const waiting = sql`
            SELECT 1 FROM pg_locks WHERE relation = 'aethercast_idempotency'::regclass AND NOT granted
          `
          yield* eventually(Effect.map(waiting, (rows) => assert.strictEqual(rows.length, 1)))
          assert.isUndefined(asking.pollUnsafe())
          yield* Effect.forkDetach(Fiber.interrupt(asking), { startImmediately: true })
          // Long enough for an interruptible statement to be interrupted.
          yield* sql`SELECT pg_sleep(0.2)`
          assert.isUndefined(asking.pollUnsafe())
          return asking
        })
      )
      yield* Fiber.await(asking)
      const y = yield* node
      assert.strictEqual(yield* y.once("cut", Schema.String, call), "answer 1")
      assert.strictEqual(yield* calls, 1)
    })
  )

  it.effect("is the same for two nodes at once", () =>
    Effect.gen(function* () {
      const [x, y] = [yield* node, yield* node]
      const both = yield* Deferred.make<void>()
      const first = yield* Effect.forkChild(
        x.once("race", Schema.String, Effect.as(Deferred.await(both), "slow")),
        { startImmediately: true }
      )
      assert.strictEqual(yield* y.once("race", Schema.String, Effect.succeed("fast")), "fast")
      yield* Deferred.succeed(both, undefined)
      assert.strictEqual(yield* Fiber.join(first), "fast")
    })
  )

  it.effect("is shared by concurrent calls of a node", () =>
    Effect.gen(function* () {
      const { call, calls } = yield* counting
      const { once } = yield* node
      const answers = yield* Effect.forEach(
        Array.from({ length: 40 }),
        () => once("shared", Schema.String, call),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(new Set(answers), new Set(["answer 1"]))
      assert.strictEqual(yield* calls, 1)
    })
  )

  it.effect("is exactly the result of the effect, under any key", () =>
    Effect.gen(function* () {
      const [x, y] = [yield* node, yield* node]
      const half = "\u{1F30A}".slice(0, 1)
      const odd: Schema.Json = { [`NUL \0 ${half}`]: [half, "\0", -0.5, null] }
      for (const key of ["\0", half, "k".repeat(10_000), ""]) {
        assert.deepStrictEqual(yield* x.once(key, Schema.Json, Effect.succeed(odd)), odd)
        assert.deepStrictEqual(yield* y.once(key, Schema.Json, Effect.die("not again")), odd)
      }
    })
  )

  it.effect("is stored even if the connections are cut", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { call, calls } = yield* counting
      const { once } = yield* node
      const cut = sql`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
      `
      for (let n = 0; n < 10; n++) {
        yield* once(`connection ${n}`, Schema.String, Effect.andThen(Effect.ignore(cut), call))
      }
      assert.strictEqual(yield* calls, 10)
      const [row] = yield* sql`
        SELECT count(*)::int AS count FROM aethercast_idempotency WHERE key LIKE 'connection %'
      `
      assert.strictEqual(row?.["count"], 10)
    })
  )
})

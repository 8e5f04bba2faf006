import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Context, Duration, Effect, Fiber, Layer, Ref, References } from "effect"
import { RateLimiter } from "effect/persistence"
import { SqlClient } from "effect/sql"
import * as Dependency from "../../src/supervision/Dependency.ts"
import { RateLimits } from "../../src/supervision/RateLimits.ts"
import * as RateStore from "../../src/supervision/internal/PgRateLimiterStore.ts"
import * as TestDatabase from "../harness/TestDatabase.ts"
import { eventually } from "../harness/Eventually.ts"

/** A node with connections of its own. */
const node = Effect.gen(function* () {
  const { config } = yield* PgClient.PgClient
  const context = yield* Layer.build(
    Layer.fresh(RateLimits.layer.pipe(Layer.provide(PgClient.layer({ url: config.url }))))
  )
  return Context.get(context, RateLimits)
})

const bucket = Effect.gen(function* () {
  const context = yield* Layer.build(RateStore.layer)
  const store = Context.get(context, RateLimiter.RateLimiterStore)
  return (key: string, tokens: number) =>
    store.tokenBucket({
      key,
      tokens,
      limit: 4,
      refillRate: Duration.hours(1),
      allowOverflow: true
    })
})

/** Moves a bucket back in time, as if that time had passed. */
const age = (key: string, millis: number) =>
  SqlClient.SqlClient.use(
    (sql) =>
      sql`UPDATE aethercast_rates SET refilled_at = refilled_at - ${millis} WHERE dependency = ${key}`
  )

const hour = 3_600_000

// Rates log that they go on without the database.
const TestLayer = Layer.merge(
  TestDatabase.layer(),
  Layer.succeed(References.MinimumLogLevel, "None")
)

layer(TestLayer, { excludeTestServices: true })("rates on Postgres", (it) => {
  it.effect("hold for all nodes together", () =>
    Effect.gen(function* () {
      const website = Dependency.make("website", { rate: { limit: 5, window: "10 hours" } })
      const nodes = yield* Effect.replicateEffect(node, 3)
      const through = yield* Ref.make(0)
      const calls = yield* Effect.forEach(
        nodes.flatMap((rates) => Array.from({ length: 4 }, () => rates.acquire(website))),
        (call) =>
          Effect.forkChild(
            Effect.andThen(
              call,
              Ref.update(through, (n) => n + 1)
            ),
            {
              startImmediately: true
            }
          )
      )
      const sql = yield* SqlClient.SqlClient
      yield* eventually(
        Effect.map(sql`SELECT tokens FROM aethercast_rates WHERE dependency = 'website'`, (rows) =>
          assert.deepStrictEqual(rows, [{ tokens: -7 }])
        )
      )
      yield* eventually(Effect.map(Ref.get(through), (n) => assert.strictEqual(n, 5)))
      // An interrupted call returns its token.
      yield* Fiber.interruptAll(calls)
      assert.deepStrictEqual(
        yield* sql`SELECT tokens FROM aethercast_rates WHERE dependency = 'website'`,
        [{ tokens: 0 }]
      )
    })
  )

  it.effect("refill one token at a time, up to the limit", () =>
    Effect.gen(function* () {
      const take = yield* bucket
      assert.deepStrictEqual(yield* take("bucket", 1), [3, 0])
      yield* take("bucket", 5)
      yield* age("bucket", 1.5 * hour)
      const [remaining, elapsed] = yield* take("bucket", 0)
      assert.strictEqual(remaining, -1)
      assert.isAtLeast(elapsed, 0.5 * hour)
      assert.isBelow(elapsed, hour)
      yield* age("bucket", 100 * hour)
      const [full, sinceFull] = yield* take("bucket", 1)
      assert.strictEqual(full, 3)
      assert.isBelow(sinceFull, 0.5 * hour)
    })
  )

  it.effect("let calls through while Postgres does not answer", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const rates = yield* node
      const slow = Dependency.make("slow", { rate: { limit: 1, window: "1 hour" } })
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`LOCK TABLE aethercast_rates IN ACCESS EXCLUSIVE MODE`
          yield* Effect.repeat(rates.acquire(slow), { times: 2 })
        })
      )
    })
  )
})

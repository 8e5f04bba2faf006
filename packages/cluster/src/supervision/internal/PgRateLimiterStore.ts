import { PgClient } from "@effect/sql-pg"
import { Duration, Effect, Layer, Schema } from "effect"
import { RateLimiter } from "effect/persistence"
import { SqlSchema } from "effect/sql"

/**
 * The engine's store of token buckets on Postgres, shared by all nodes: one statement per token, by the
 * clock of the database. A call fails when the database does not answer within a second.
 *
 * Only buckets with overflow are supported: a call that has to wait takes a token in advance.
 */
export const layer = Layer.effect(
  RateLimiter.RateLimiterStore,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient

    const take = SqlSchema.findOne({
      Request: Take,
      Result: Schema.Struct({ tokens: Schema.Finite, elapsed: Schema.Finite }),
      execute: ({ key, limit, refill, tokens }) => sql`
        WITH moment AS MATERIALIZED (
          SELECT (extract(epoch FROM clock_timestamp()) * 1000)::double precision AS now
        )
        INSERT INTO aethercast_rates AS stored (dependency, tokens, refilled_at)
        SELECT ${key}, ${limit}::double precision - ${tokens}::double precision, now FROM moment
        ON CONFLICT (dependency) DO UPDATE SET (tokens, refilled_at) = (
          SELECT
            least(${limit}::double precision, stored.tokens + refills) - ${tokens}::double precision,
            CASE WHEN stored.tokens + refills >= ${limit}::double precision
              THEN excluded.refilled_at
              ELSE stored.refilled_at + refills * ${refill}::double precision END
          FROM (
            SELECT floor(
              greatest(0, excluded.refilled_at - stored.refilled_at) / ${refill}::double precision
            ) AS refills
          ) AS since
        )
        RETURNING tokens, greatest(0, (SELECT now FROM moment) - refilled_at) AS elapsed
      `
    })

    return RateLimiter.RateLimiterStore.of({
      tokenBucket: ({ allowOverflow, key, limit, refillRate, tokens }) =>
        allowOverflow
          ? take({ key, limit, refill: Duration.toMillis(refillRate), tokens }).pipe(
              Effect.timeout("1 second"),
              Effect.map((bucket) => [bucket.tokens, bucket.elapsed] as const),
              Effect.mapError((cause) => failure("The database did not take a token", cause))
            )
          : Effect.fail(failure("Only token buckets with overflow are supported")),
      fixedWindow: () => Effect.fail(failure("Fixed windows are not supported")),
      adaptiveConsume: () =>
        Effect.succeed({ delay: Duration.zero, epoch: 0, phase: "inactive" as const }),
      adaptiveFeedback: () => Effect.void
    })
  })
)

const Take = Schema.Struct({
  key: Schema.String,
  tokens: Schema.Finite,
  limit: Schema.Finite,
  /** Milliseconds until one token is added. */
  refill: Schema.Finite
})

const failure = (message: string, cause?: unknown) =>
  new RateLimiter.RateLimiterError({
    reason: new RateLimiter.RateLimitStoreError({ message, cause })
  })

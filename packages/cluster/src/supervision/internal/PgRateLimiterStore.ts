import { PgClient } from "@effect/sql-pg"
import { Duration, Effect, Layer, Schema } from "effect"
import { RateLimiter } from "effect/persistence"
import { SqlSchema } from "effect/sql"

/**
 * The engine's store of rates on Postgres, so that all nodes share them: one statement for each
 * token, timed by the clock of the database. What it does not answer within a second fails.
 *
 * It keeps buckets that may be overdrawn, which is what waiting for one's turn needs, and refuses
 * the rest.
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
        INSERT INTO aethercast_rates AS known (dependency, tokens, refilled_at)
        SELECT ${key}, ${limit}::double precision - ${tokens}::double precision, now FROM moment
        ON CONFLICT (dependency) DO UPDATE SET (tokens, refilled_at) = (
          SELECT
            least(${limit}::double precision, known.tokens + refills) - ${tokens}::double precision,
            CASE WHEN known.tokens + refills >= ${limit}::double precision
              THEN excluded.refilled_at
              ELSE known.refilled_at + refills * ${refill}::double precision END
          FROM (
            SELECT floor(
              greatest(0, excluded.refilled_at - known.refilled_at) / ${refill}::double precision
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
              Effect.mapError((cause) => refusal("The database did not count a token", cause))
            )
          : Effect.fail(refusal("A bucket here may be overdrawn")),
      fixedWindow: () => Effect.fail(refusal("There are no fixed windows here")),
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
  /** Milliseconds for one token. */
  refill: Schema.Finite
})

const refusal = (message: string, cause?: unknown) =>
  new RateLimiter.RateLimiterError({
    reason: new RateLimiter.RateLimitStoreError({ message, cause })
  })

import { Effect, Schedule, Schema } from "effect"
import { SqlError } from "effect/sql"
import * as Backoff from "../supervision/Backoff.ts"

/**
 * Retries while the database is unavailable, for about a minute and a half: longer than a restart of
 * Postgres. Any other failure is a defect at once.
 */
export const retrySql = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
  Effect.orDie(
    Effect.retry(effect, {
      while: (error: unknown) => isSqlError(error) && error.isRetryable,
      schedule
    })
  )

const isSqlError = Schema.is(SqlError.SqlError)

const schedule = Backoff.schedule({ base: "50 millis", cap: "2 seconds" }).pipe(
  Schedule.upTo({ times: 50 })
)

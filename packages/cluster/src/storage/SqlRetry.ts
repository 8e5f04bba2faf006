import { Effect, Schema } from "effect"
import { SqlError } from "effect/sql"
import { pauses } from "../supervision/Supervision.ts"

/**
 * Asks the database again while it is away, for about a minute and a half: longer than a restart of
 * Postgres takes. What it refuses for good, or what does not decode, is a defect at once.
 */
export const retrySql = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
  Effect.orDie(
    Effect.retry(effect, {
      while: (error: unknown) => isSqlError(error) && error.isRetryable,
      schedule
    })
  )

const isSqlError = Schema.is(SqlError.SqlError)

const schedule = pauses({ times: 50, base: "50 millis", cap: "2 seconds" })

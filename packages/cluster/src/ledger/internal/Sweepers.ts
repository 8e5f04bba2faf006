import { Effect } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import type { Sweeper } from "../Retention.ts"

const sweeper =
  (
    statement: (
      sql: SqlClient.SqlClient,
      before: number,
      limit: number
    ) => Statement.Statement<unknown>
  ): Sweeper =>
  (before, limit) =>
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      Effect.map(statement(sql, before, limit), (rows) => rows.length)
    )

/** Their tasks are deleted with them, by the foreign key. */
export const workflows = sweeper(
  (sql, before, limit) => sql`
    DELETE FROM aethercast_workflow_instances WHERE workflow_id IN (
      SELECT workflow_id FROM aethercast_workflow_instances
      WHERE completed_at < to_timestamp(${before}::float8 / 1000)
      ORDER BY completed_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  `
)

export const settledLetters = sweeper(
  (sql, before, limit) => sql`
    DELETE FROM aethercast_dead_letters WHERE task_id IN (
      SELECT task_id FROM aethercast_dead_letters WHERE settled_at < ${before}
      ORDER BY settled_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  `
)

export const waitingLetters = sweeper(
  (sql, before, limit) => sql`
    DELETE FROM aethercast_dead_letters WHERE task_id IN (
      SELECT task_id FROM aethercast_dead_letters WHERE status = 'WAITING' AND died_at < ${before}
      ORDER BY died_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  `
)

/** Results of `IdempotencyStore`. */
export const storedResults = sweeper(
  (sql, before, limit) => sql`
    DELETE FROM aethercast_idempotency WHERE key_sha256 IN (
      SELECT key_sha256 FROM aethercast_idempotency
      WHERE created_at < to_timestamp(${before}::float8 / 1000)
      ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  `
)

/** A failure does not count for longer than that. */
export const closedCircuits = sweeper(
  (sql, before, limit) => sql`
    DELETE FROM aethercast_circuits WHERE dependency IN (
      SELECT dependency FROM aethercast_circuits
      WHERE circuit ->> '_tag' = 'Closed' AND changed_at < to_timestamp(${before}::float8 / 1000)
      ORDER BY changed_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  `
)

/** Their buckets are full again. */
export const unusedRates = sweeper(
  (sql, before, limit) => sql`
    DELETE FROM aethercast_rates WHERE dependency IN (
      SELECT dependency FROM aethercast_rates WHERE refilled_at < ${before}
      ORDER BY refilled_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  `
)

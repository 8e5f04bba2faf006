import { Effect } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import type { Sweeper } from "../Retention.ts"

/** The rows of a table that are deleted, the oldest first. */
interface Expired {
  readonly table: string
  readonly key: string
  /** The column by which rows are old. */
  readonly age: string
  /** Whether a row is older than `before`, epoch milliseconds. */
  readonly condition: (sql: SqlClient.SqlClient, before: number) => Statement.Fragment
}

const sweeper =
  ({ age, condition, key, table }: Expired): Sweeper =>
  (before, limit) =>
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      Effect.map(
        sql`
          DELETE FROM ${sql(table)} WHERE ${sql(key)} IN (
            SELECT ${sql(key)} FROM ${sql(table)} WHERE ${condition(sql, before)}
            ORDER BY ${sql(age)} LIMIT ${limit} FOR UPDATE SKIP LOCKED
          ) RETURNING 1
        `,
        (rows) => rows.length
      )
    )

/** Their tasks are deleted with them, by the foreign key. */
export const workflows = sweeper({
  table: "aethercast_workflow_instances",
  key: "workflow_id",
  age: "completed_at",
  condition: (sql, before) => sql`completed_at < to_timestamp(${before}::float8 / 1000)`
})

export const settledLetters = sweeper({
  table: "aethercast_dead_letters",
  key: "task_id",
  age: "settled_at",
  condition: (sql, before) => sql`settled_at < ${before}`
})

export const waitingLetters = sweeper({
  table: "aethercast_dead_letters",
  key: "task_id",
  age: "died_at",
  condition: (sql, before) => sql`status = 'WAITING' AND died_at < ${before}`
})

/** Results of `IdempotencyStore`. */
export const storedResults = sweeper({
  table: "aethercast_idempotency",
  key: "key_sha256",
  age: "created_at",
  condition: (sql, before) => sql`created_at < to_timestamp(${before}::float8 / 1000)`
})

/** A failure does not count for longer than that. */
export const closedCircuits = sweeper({
  table: "aethercast_circuits",
  key: "dependency",
  age: "changed_at",
  condition: (sql, before) => sql`
    circuit ->> '_tag' = 'Closed' AND changed_at < to_timestamp(${before}::float8 / 1000)
  `
})

/** Their buckets are full again. */
export const unusedRates = sweeper({
  table: "aethercast_rates",
  key: "dependency",
  age: "refilled_at",
  condition: (sql, before) => sql`refilled_at < ${before}`
})

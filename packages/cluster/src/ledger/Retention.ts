import { Clock, Duration, Effect, Schedule } from "effect"
import { Singleton } from "effect/cluster"
import { SqlClient, type SqlError, type Statement } from "effect/sql"

/** Deletes at most `limit` of what ended before a moment, epoch milliseconds; tells how many. */
export type Sweeper = (
  before: number,
  limit: number
) => Effect.Effect<number, SqlError.SqlError, SqlClient.SqlClient>

export interface Options {
  /** How long ended workflows, settled dead letters and receipts are kept. Default: 30 days. */
  readonly ended?: Duration.Input
  /** How long dead letters wait for somebody. Default: 90 days. */
  readonly waiting?: Duration.Input
  /** Rows of one statement, tasks of workflows not counted. Default: 500. */
  readonly batch?: number
  /** What else is to go when it ended as long ago, by name. */
  readonly sweepers?: Readonly<Record<string, Sweeper>>
}

/** What is older than that is deleted. */
export const horizons = (now: number, { ended = "30 days", waiting = "90 days" }: Options) => ({
  ended: now - Duration.toMillis(Duration.fromInputUnsafe(ended)),
  waiting: now - Duration.toMillis(Duration.fromInputUnsafe(waiting))
})

/** Deletes what is too old, batch by batch; tells how many rows of each kind. */
export const sweep = Effect.fn("Retention.sweep")(function* (now: number, options: Options = {}) {
  const { ended, waiting } = horizons(now, options)
  const batch = options.batch ?? 500
  const all: ReadonlyArray<readonly [string, number, Sweeper]> = [
    ["workflows", ended, workflows],
    ["settled dead letters", ended, settledLetters],
    ["waiting dead letters", waiting, waitingLetters],
    ["receipts", ended, receipts],
    ...Object.entries(options.sweepers ?? {}).map(
      ([name, sweeper]) => [name, ended, sweeper] as const
    )
  ]
  const counts = yield* Effect.forEach(all, ([name, before, sweeper]) =>
    Effect.map(drain(sweeper, before, batch), (count) => [name, count] as const)
  )
  return Object.fromEntries(counts)
})

/** Keeps the database small: once an hour, on one node of the cluster. */
export const layer = (options: Options = {}) => Singleton.make("Retention", hourly(options))

/** Sweeps now and from then on; what went wrong is tried again an hour later. */
export const hourly = (options: Options = {}) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => sweep(now, options)).pipe(
    Effect.timeout("30 minutes"),
    Effect.tap((counts) => Effect.logDebug("Retention deleted", counts)),
    Effect.catchCause((cause) => Effect.logWarning("Retention tries again in an hour", cause)),
    Effect.repeat(schedule),
    Effect.asVoid
  )

const schedule = Schedule.spaced("1 hour")

/** A sweep ends although rows become too old as fast as they are deleted. */
const mostBatches = 2000

const drain = Effect.fnUntraced(function* (sweeper: Sweeper, before: number, batch: number) {
  let count = 0
  for (let batches = 0; batches < mostBatches; batches++) {
    const deleted = yield* sweeper(before, batch)
    count += deleted
    if (deleted < batch) break
  }
  return count
})

const counting =
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

/** Their tasks go with them. */
const workflows = counting(
  (sql, before, limit) => sql`
    DELETE FROM aethercast_workflow_instances WHERE workflow_id IN (
      SELECT workflow_id FROM aethercast_workflow_instances
      WHERE completed_at < to_timestamp(${before}::float8 / 1000)
      ORDER BY completed_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  `
)

const settledLetters = counting(
  (sql, before, limit) => sql`
    DELETE FROM aethercast_dead_letters WHERE task_id IN (
      SELECT task_id FROM aethercast_dead_letters WHERE settled_at < ${before}
      ORDER BY settled_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  `
)

const waitingLetters = counting(
  (sql, before, limit) => sql`
    DELETE FROM aethercast_dead_letters WHERE task_id IN (
      SELECT task_id FROM aethercast_dead_letters WHERE status = 'WAITING' AND died_at < ${before}
      ORDER BY died_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  `
)

const receipts = counting(
  (sql, before, limit) => sql`
    DELETE FROM aethercast_idempotency WHERE key_sha256 IN (
      SELECT key_sha256 FROM aethercast_idempotency WHERE created_at < to_timestamp(${before}::float8 / 1000)
      ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  `
)

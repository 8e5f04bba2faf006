import { Clock, Duration, Effect, Schedule } from "effect"
import { Singleton } from "effect/cluster"
import type { SqlClient, SqlError } from "effect/sql"
import * as Sweepers from "./internal/Sweepers.ts"

/** Deletes at most `limit` rows that ended before a time, epoch milliseconds; returns how many. */
export type Sweeper = (
  before: number,
  limit: number
) => Effect.Effect<number, SqlError.SqlError, SqlClient.SqlClient>

export interface Options {
  /** How long ended workflows, settled dead letters and stored results are kept. Default: 30 days. */
  readonly ended?: Duration.Input
  /** How long dead letters wait to be settled. Default: 90 days. */
  readonly waiting?: Duration.Input
  /** How long closed circuits and unused rates are kept: longer than any of them counts. Default: 1 day. */
  readonly idle?: Duration.Input
  /** Rows per statement, not counting the tasks of workflows. Default: 500. */
  readonly batch?: number
  /** Further rows that are kept as long as `ended`, by name. */
  readonly sweepers?: Readonly<Record<string, Sweeper>>
}

/** The times before which rows are deleted. */
export const cutoffs = (
  now: number,
  { ended = "30 days", idle = "1 day", waiting = "90 days" }: Options
) => ({
  ended: now - Duration.toMillis(Duration.fromInputUnsafe(ended)),
  waiting: now - Duration.toMillis(Duration.fromInputUnsafe(waiting)),
  idle: now - Duration.toMillis(Duration.fromInputUnsafe(idle))
})

/** Deletes all rows that are too old, batch by batch; returns the number of rows by name. */
export const sweep = Effect.fn("Retention.sweep")(function* (now: number, options: Options = {}) {
  const { ended, idle, waiting } = cutoffs(now, options)
  const batch = options.batch ?? 500
  const all: ReadonlyArray<readonly [string, number, Sweeper]> = [
    ["workflows", ended, Sweepers.workflows],
    ["settled dead letters", ended, Sweepers.settledLetters],
    ["waiting dead letters", waiting, Sweepers.waitingLetters],
    ["stored results", ended, Sweepers.storedResults],
    ["closed circuits", idle, Sweepers.closedCircuits],
    ["unused rates", idle, Sweepers.unusedRates],
    ...Object.entries(options.sweepers ?? {}).map(
      ([name, sweeper]) => [name, ended, sweeper] as const
    )
  ]
  const counts = yield* Effect.forEach(all, ([name, before, sweeper]) =>
    Effect.map(deleteAll(sweeper, before, batch), (count) => [name, count] as const)
  )
  return Object.fromEntries(counts)
})

/** Sweeps once an hour, on one node of the cluster. */
export const layer = (options: Options = {}) => Singleton.make("Retention", hourly(options))

/** Sweeps now and every hour from then on; a sweep that fails is logged, and the next one runs. */
export const hourly = (options: Options = {}) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => sweep(now, options)).pipe(
    Effect.timeout("30 minutes"),
    Effect.tap((counts) => Effect.logDebug("Retention deleted", counts)),
    Effect.catchCause((cause) => Effect.logWarning("Retention tries again in an hour", cause)),
    Effect.repeat(Schedule.spaced("1 hour")),
    Effect.asVoid
  )

/** A sweep ends even if rows become too old as fast as they are deleted. */
const maxBatches = 2000

const deleteAll = Effect.fnUntraced(function* (sweeper: Sweeper, before: number, batch: number) {
  let count = 0
  for (let batches = 0; batches < maxBatches; batches++) {
    const deleted = yield* sweeper(before, batch)
    count += deleted
    if (deleted < batch) break
  }
  return count
})

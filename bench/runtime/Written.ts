import { setTimeout } from "node:timers/promises"
import { PgClient } from "@effect/sql-pg"
import { Effect, Schema } from "effect"
import { SqlSchema } from "effect/sql"
import type { Databases } from "./Databases.ts"

/** What a Postgres server wrote, whichever database it was for. */
export interface Written {
  /** Transactions that changed something: each is flushed to disk, some of them together. */
  readonly transactions: number
  /** Of the write-ahead log. */
  readonly logBytes: number
}

/** Counts what is written during some work, and within a second after it. */
export const during = async (
  { run }: Databases,
  database: string,
  work: () => Promise<unknown>
): Promise<Written> => {
  const before = await run(database, counters)
  await work()
  // What is written behind.
  await setTimeout(1000)
  const after = await run(database, counters)
  return {
    // The counter's own transaction is one of them.
    transactions: after.transactions - before.transactions - 1,
    logBytes: after.logBytes - before.logBytes
  }
}

const Counters = Schema.Struct({ transactions: Schema.Finite, logBytes: Schema.Finite })

const counters = SqlSchema.findOne({
  Request: Schema.Void,
  Result: Counters,
  execute: () =>
    PgClient.PgClient.use(
      (sql) => sql`
        SELECT pg_current_xact_id()::text::float8 AS transactions,
          (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 AS "logBytes"
      `
    )
})(undefined).pipe(Effect.orDie)

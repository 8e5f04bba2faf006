import { Clock, Effect, Fiber, Latch, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import type { Ledger } from "../Ledger.ts"
import type { LedgerEntry } from "../LedgerEntry.ts"
import * as LedgerBatch from "./LedgerBatch.ts"
import { upsert } from "./LedgerSql.ts"

/** Collects entries and writes them behind, batch by batch; the last one before the scope closes. */
export const make = Effect.gen(function* () {
  const write = writing(yield* SqlClient.SqlClient)
  const hasEntries = yield* Latch.make()
  const flush = yield* Latch.make()
  let batch = LedgerBatch.make()
  let isClosing = false

  const isDone = () => isClosing && LedgerBatch.isEmpty(batch)
  const writer = Effect.gen(function* () {
    while (!isDone()) {
      yield* Latch.await(hasEntries)
      yield* Effect.timeoutOption(Latch.await(flush), "50 millis")
      const full = batch
      batch = LedgerBatch.make()
      if (!isClosing) {
        Latch.closeUnsafe(hasEntries)
        Latch.closeUnsafe(flush)
      }
      yield* write(full)
    }
  })

  yield* Effect.acquireRelease(Effect.forkDetach(writer), (fiber) =>
    Effect.suspend(() => {
      isClosing = true
      Latch.openUnsafe(hasEntries)
      Latch.openUnsafe(flush)
      return Effect.timeoutOrElse(Effect.interruptible(Fiber.await(fiber)), {
        duration: "2 seconds",
        orElse: () =>
          Effect.andThen(
            Effect.logWarning("The ledger closes before all entries are written"),
            Fiber.interrupt(fiber)
          )
      })
    })
  )

  const add = Effect.fnUntraced(function* (entry: LedgerEntry) {
    LedgerBatch.add(batch, entry, yield* Clock.currentTimeMillis)
    Latch.openUnsafe(hasEntries)
    return batch
  })

  const recorder: Pick<Ledger["Service"], "record" | "recordAndFlush"> = {
    record: (entry) => Effect.asVoid(add(entry)),
    recordAndFlush: Effect.fnUntraced(function* (entry) {
      const { sent } = yield* add(entry)
      Latch.openUnsafe(flush)
      yield* Effect.timeoutOption(Latch.await(sent), "5 seconds")
    })
  }
  return recorder
})

const writing = (sql: SqlClient.SqlClient) => {
  /** Reserves a connection first, so that the statement is on its way when `sent` opens. */
  const send = Effect.fnUntraced(function* (rows: LedgerBatch.Rows, sent: Latch.Latch) {
    const connection = yield* sql.reserve
    const statement = upsert(sql, rows)
    const sending = yield* Effect.forkScoped(
      Effect.provideService(statement, sql.transactionService, [connection, 0]),
      { startImmediately: true }
    )
    Latch.openUnsafe(sent)
    yield* Fiber.join(sending)
  }, Effect.scoped)

  /** A row that the database refuses is found by bisection, so that only that one is lost. */
  const writeRows = (rows: LedgerBatch.Rows, sent: Latch.Latch): Effect.Effect<void> =>
    send(rows, sent).pipe(
      Effect.retry({ while: ({ isRetryable }) => isRetryable, schedule: retries }),
      Effect.catch((error) => {
        const parts = error.isRetryable ? [] : LedgerBatch.halves(rows)
        return parts.length > 0
          ? Effect.forEach(parts, (part) => writeRows(part, sent), { discard: true })
          : Effect.logError(`The ledger lost ${LedgerBatch.size(rows)} entries`, error)
      })
    )

  return (batch: LedgerBatch.LedgerBatch) => {
    const all = LedgerBatch.statements(batch)
    return Effect.forEach(
      all,
      (rows, index) => writeRows(rows, index === all.length - 1 ? batch.sent : Latch.makeUnsafe()),
      { discard: true }
    ).pipe(
      Effect.catchDefect((defect) => Effect.logError("The ledger lost a batch", defect)),
      Effect.withTracerEnabled(false)
    )
  }
}

/** For longer than a restart of Postgres takes. */
const retries = Schedule.min([
  Schedule.exponential("100 millis"),
  Schedule.spaced("2 seconds")
]).pipe(Schedule.upTo({ duration: "1 minute" }))

import { type Cause, Deferred, Effect, Exit, Queue } from "effect"
import { SqlError } from "effect/sql"

/** A statement failed, or took longer than 10 s. */
export type StatementError = SqlError.SqlError | Cause.TimeoutError

/**
 * Runs many small statements as few large ones. Two batches run at a time; what is submitted meanwhile
 * forms the next one, so that nothing waits for a batch to fill. A batch fails after 10 s.
 *
 * A submission cannot be interrupted: its caller always learns the outcome.
 */
export const make = Effect.fnUntraced(function* <A, B>(
  /** Returns one result for each item, in order. */
  run: (items: ReadonlyArray<A>) => Effect.Effect<ReadonlyArray<B>, SqlError.SqlError>
) {
  interface Entry {
    readonly item: A
    readonly done: Deferred.Deferred<B, StatementError>
  }
  const entries = yield* Effect.acquireRelease(Queue.bounded<Entry>(1024), (entries) =>
    Effect.gen(function* () {
      const left = yield* Queue.clear(entries)
      yield* Queue.shutdown(entries)
      yield* Effect.forEach(left, ({ done }) => Deferred.interrupt(done), { discard: true })
    })
  )

  const settle = (batch: ReadonlyArray<Entry>, exit: Exit.Exit<ReadonlyArray<B>, StatementError>) =>
    batch.forEach(({ done }, index) => {
      if (Exit.isFailure(exit)) return Deferred.doneUnsafe(done, Exit.failCause(exit.cause))
      const result = exit.value[index]
      return Deferred.doneUnsafe(
        done,
        result === undefined
          ? Exit.die("A batch returned fewer results than items")
          : Exit.succeed(result)
      )
    })

  const attempt = (batch: ReadonlyArray<Entry>) =>
    Effect.timeout(run(batch.map(({ item }) => item)), "10 seconds")

  /** An item that the database rejects must not fail the others. */
  const runApart = Effect.fnUntraced(function* (batch: ReadonlyArray<Entry>) {
    for (const [index, entry] of batch.entries()) {
      const exit = yield* Effect.exit(attempt([entry]))
      // A database that cannot be reached is not tried for each item.
      if (!Exit.isSuccess(exit) && !isRejected(exit)) return settle(batch.slice(index), exit)
      settle([entry], exit)
    }
  })

  const runBatch = (batch: ReadonlyArray<Entry>): Effect.Effect<void> =>
    attempt(batch).pipe(
      Effect.onExit((exit) =>
        batch.length > 1 && isRejected(exit)
          ? runApart(batch)
          : Effect.sync(() => settle(batch, exit))
      ),
      Effect.ignoreCause
    )

  yield* Queue.takeBetween(entries, 1, largest).pipe(
    Effect.flatMap(runBatch),
    Effect.forever,
    Effect.forkScoped,
    Effect.replicateEffect(parallel)
  )

  return (item: A): Effect.Effect<B, StatementError> =>
    Effect.uninterruptible(
      Effect.gen(function* () {
        const done = Deferred.makeUnsafe<B, StatementError>()
        const open = yield* Queue.offer(entries, { item, done })
        return yield* open ? Deferred.await(done) : Effect.interrupt
      })
    )
})

/** Two, so that one batch is prepared while the database flushes the other to disk. */
const parallel = 2
const largest = 256

/** The database rejected it, and would reject it again. */
export const isRejected = (exit: Exit.Exit<unknown, unknown>) =>
  Exit.isFailure(exit) &&
  exit.cause.reasons.some(
    (reason) =>
      reason._tag === "Fail" &&
      SqlError.isSqlError(reason.error) &&
      reason.error.reason._tag !== "ConnectionError"
  )

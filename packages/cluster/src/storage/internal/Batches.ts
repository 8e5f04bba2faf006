import { type Cause, Deferred, Effect, Exit, Queue } from "effect"
import { SqlError } from "effect/sql"

type Trouble = SqlError.SqlError | Cause.TimeoutError

/**
 * Runs many small statements as few large ones. What is submitted while every lane is busy is run
 * together as soon as one of them is free, so that nobody waits for a batch to fill. A batch is given
 * up after 10 s.
 *
 * Waiting cannot be interrupted: whoever submitted knows what became of it.
 */
export const make = Effect.fnUntraced(function* <A, B>(
  /** Answers all of them, in order. */
  run: (items: ReadonlyArray<A>) => Effect.Effect<ReadonlyArray<B>, SqlError.SqlError>
) {
  interface Entry {
    readonly item: A
    readonly done: Deferred.Deferred<B, Trouble>
  }
  const entries = yield* Effect.acquireRelease(Queue.bounded<Entry>(1024), (entries) =>
    Effect.gen(function* () {
      const left = yield* Queue.clear(entries)
      yield* Queue.shutdown(entries)
      yield* Effect.forEach(left, ({ done }) => Deferred.interrupt(done), { discard: true })
    })
  )

  const settle = (batch: ReadonlyArray<Entry>, exit: Exit.Exit<ReadonlyArray<B>, Trouble>) =>
    batch.forEach(({ done }, index) => {
      if (Exit.isFailure(exit)) return Deferred.doneUnsafe(done, Exit.failCause(exit.cause))
      const answer = exit.value[index]
      return Deferred.doneUnsafe(
        done,
        answer === undefined ? Exit.die("A statement left something out") : Exit.succeed(answer)
      )
    })

  const attempt = (batch: ReadonlyArray<Entry>) =>
    Effect.timeout(run(batch.map(({ item }) => item)), "10 seconds")

  /** One that the database refuses must not take the others with it. */
  const runApart = Effect.fnUntraced(function* (batch: ReadonlyArray<Entry>) {
    for (const [index, entry] of batch.entries()) {
      const exit = yield* Effect.exit(attempt([entry]))
      // A database that is away is not asked for each of them.
      if (!Exit.isSuccess(exit) && !isRefused(exit)) return settle(batch.slice(index), exit)
      settle([entry], exit)
    }
  })

  const runBatch = (batch: ReadonlyArray<Entry>): Effect.Effect<void> =>
    attempt(batch).pipe(
      Effect.onExit((exit) =>
        batch.length > 1 && isRefused(exit)
          ? runApart(batch)
          : Effect.sync(() => settle(batch, exit))
      ),
      Effect.ignoreCause
    )

  yield* Queue.takeBetween(entries, 1, largest).pipe(
    Effect.flatMap(runBatch),
    Effect.forever,
    Effect.forkScoped,
    Effect.replicateEffect(lanes)
  )

  return (item: A): Effect.Effect<B, Trouble> =>
    Effect.uninterruptible(
      Effect.gen(function* () {
        const done = Deferred.makeUnsafe<B, Trouble>()
        const open = yield* Queue.offer(entries, { item, done })
        return yield* open ? Deferred.await(done) : Effect.interrupt
      })
    )
})

/** Two, so that one statement is under way while the database flushes what the other wrote. */
const lanes = 2
const largest = 256

/** The database will not have it, however often it is asked. */
export const isRefused = (exit: Exit.Exit<unknown, unknown>) =>
  Exit.isFailure(exit) &&
  exit.cause.reasons.some(
    (reason) =>
      reason._tag === "Fail" &&
      SqlError.isSqlError(reason.error) &&
      reason.error.reason._tag !== "ConnectionError"
  )

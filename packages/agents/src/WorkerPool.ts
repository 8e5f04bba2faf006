import { Worker } from "node:worker_threads"
import { type Duration, Effect, Pool, Schema } from "effect"

/** A worker took too long, or broke: it ran out of memory, or its script threw. */
export class WorkerFailed extends Schema.TaggedError<WorkerFailed>()("WorkerFailed", {
  reason: Schema.Literals(["TimedOut", "Broken"])
}) {}

export interface Options {
  /**
   * The script of a worker: it posts "ready" once, and then one answer to each message, in order.
   */
  readonly script: URL
  /** One worker always runs; others start when it is busy, and end when they are not needed. */
  readonly maxWorkers: number
  /** For one answer. The wait for a free worker does not count. */
  readonly timeLimit: Duration.Input
}

/** Worker threads for work that would block the event loop. */
export interface WorkerPool {
  /**
   * Sends a message, which is copied by the structured clone algorithm, and awaits the answer. A worker
   * that fails, or whose caller is interrupted, is stopped and replaced.
   */
  readonly ask: (message: unknown) => Effect.Effect<unknown, WorkerFailed>
}

export const make = Effect.fnUntraced(function* ({ maxWorkers, script, timeLimit }: Options) {
  const workers = yield* Pool.makeWithTTL({
    acquire: start(script),
    min: 1,
    max: maxWorkers,
    timeToLive: "1 minute"
  })

  const ask = Effect.fnUntraced(function* (message: unknown) {
    const worker = yield* Pool.get(workers)
    return yield* Effect.sync(() => worker.postMessage(message)).pipe(
      Effect.andThen(nextMessage(worker)),
      Effect.timeoutOrElse({
        duration: timeLimit,
        orElse: () => new WorkerFailed({ reason: "TimedOut" })
      }),
      Effect.onError(() => Pool.invalidate(workers, worker))
    )
  }, Effect.scoped)

  const pool: WorkerPool = { ask }
  return pool
})

const start = (script: URL) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      new Worker(script, {
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }
      })
        // A dying worker emits several errors, and an "error" event without a listener is thrown.
        .on("error", () => {})
    ),
    (worker) => Effect.promise(() => worker.terminate())
  ).pipe(Effect.tap((worker) => Effect.orDie(nextMessage(worker))))

const nextMessage = (worker: Worker) =>
  Effect.callback<unknown, WorkerFailed>((resume) => {
    const stop = () => worker.off("message", answered).off("exit", broken).off("error", broken)
    const answered = (answer: unknown) => {
      stop()
      resume(Effect.succeed(answer))
    }
    const broken = () => {
      stop()
      resume(new WorkerFailed({ reason: "Broken" }))
    }
    worker.on("message", answered).on("exit", broken).on("error", broken)
    return Effect.sync(stop)
  })

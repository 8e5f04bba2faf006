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
  /** For one answer, unless `ask` has a limit of its own. The wait for a free worker does not count. */
  readonly timeLimit: Duration.Input
  /** For the objects of one worker; 256 unless given. */
  readonly memoryMiB?: number
}

/** Worker threads for work that would block the event loop. */
export interface WorkerPool {
  /**
   * Sends a message, which is copied by the structured clone algorithm, and awaits the answer. A worker
   * that fails, or whose caller is interrupted, is stopped and replaced.
   */
  readonly ask: (
    message: unknown,
    timeLimit?: Duration.Input
  ) => Effect.Effect<unknown, WorkerFailed>
}

export const make = Effect.fnUntraced(function* (options: Options) {
  const workers = yield* Pool.makeWithTTL({
    acquire: start(options),
    min: 1,
    max: options.maxWorkers,
    timeToLive: "1 minute"
  })

  const askOne = Effect.fnUntraced(function* (message: unknown, duration: Duration.Input) {
    const worker = yield* Pool.get(workers)
    return yield* exchange(worker, message).pipe(
      Effect.timeoutOrElse({ duration, orElse: () => new WorkerFailed({ reason: "TimedOut" }) }),
      Effect.onError(() => Pool.invalidate(workers, worker))
    )
  }, Effect.scoped)

  const pool: WorkerPool = {
    ask: (message, timeLimit = options.timeLimit) =>
      askOne(message, timeLimit).pipe(
        Effect.retry({ while: ({ _tag }) => _tag === "WorkerGone", times: options.maxWorkers }),
        Effect.catchTag("WorkerGone", () => new WorkerFailed({ reason: "Broken" }))
      )
  }
  return pool
})

/** The worker ended after its last answer, and has not seen this message. */
class WorkerGone extends Schema.TaggedError<WorkerGone>()("WorkerGone", {}) {}

const exchange = (worker: Worker, message: unknown) =>
  Effect.suspend((): Effect.Effect<unknown, WorkerFailed | WorkerGone> => {
    // A worker that has ended has no id any more; it would never answer.
    if (worker.threadId === -1) return new WorkerGone()
    worker.postMessage(message)
    return nextMessage(worker)
  })

const start = ({ memoryMiB = 256, script }: Options) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      new Worker(script, {
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: memoryMiB, maxYoungGenerationSizeMb: 32 }
      })
        // A worker may break while nobody waits for it, and with several errors; an "error" event
        // without a listener is thrown.
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

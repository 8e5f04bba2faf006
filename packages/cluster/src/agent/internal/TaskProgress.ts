import { Clock, Effect, Ref, type Schema } from "effect"
import { type Execution, failedAttempts, type FailedAttempt } from "../../ledger/Execution.ts"
import { Ledger } from "../../ledger/Ledger.ts"
import { summary, taskEntry } from "../../ledger/LedgerEntry.ts"
import type { RecordedEvent, SupervisionEvent } from "../../supervision/SupervisionEvent.ts"
import { SupervisionEvents } from "../../supervision/SupervisionEvents.ts"
import type { Task } from "../Task.ts"
import { encodeTaskError, type TaskError } from "../TaskFailure.ts"

/** What has happened to a task in this execution, and its way into the ledger. */
export interface TaskProgress {
  readonly publish: (event: SupervisionEvent) => Effect.Effect<void>
  readonly addAttempt: (attempt: FailedAttempt) => Effect.Effect<void>
  readonly charge: (cost: number) => Effect.Effect<void>
  /** The failed attempts of this execution and of all before it, the last 100. */
  readonly attempts: Effect.Effect<ReadonlyArray<FailedAttempt>>
  readonly running: Effect.Effect<void>
  readonly completed: (output: Schema.Json) => Effect.Effect<void>
  readonly failed: (error: TaskError) => Effect.Effect<void>
}

export const make = Effect.fnUntraced(function* (task: Task) {
  const ledger = yield* Ledger
  const events = yield* SupervisionEvents
  const published = yield* Ref.make<ReadonlyArray<RecordedEvent>>([])
  const attempts = yield* Ref.make<ReadonlyArray<FailedAttempt>>([])
  const cost = yield* Ref.make(0)
  const beganAt = yield* Clock.currentTimeMillis

  const record = Effect.fnUntraced(function* (
    status: "IN_PROGRESS" | "COMPLETED" | "FAILED",
    result: { readonly output?: Schema.Json; readonly error?: Schema.Json }
  ) {
    const failed = yield* Ref.get(attempts)
    const execution: Execution = {
      beganAt,
      // The last attempt of a failed task was its end, not a retry.
      retries: Math.max(0, failed.length - (status === "FAILED" ? 1 : 0)),
      cost: yield* Ref.get(cost),
      attempts: failed.slice(-20).map(({ error, ...rest }) => ({ ...rest, error: summary(error) })),
      events: (yield* Ref.get(published)).map(({ at, event }) => ({ at, ...event }))
    }
    yield* ledger.record(taskEntry(task, status, { ...result, execution }))
  })

  const progress: TaskProgress = {
    publish: (event) =>
      Effect.flatMap(events.publish(task, event), (recorded) =>
        Ref.update(published, (before) => [...before.slice(-199), recorded])
      ),
    addAttempt: (attempt) => Ref.update(attempts, (before) => [...before.slice(-99), attempt]),
    charge: (more) =>
      Number.isFinite(more)
        ? // Recorded at once: what was paid is paid, even if the node dies in this attempt.
          Effect.andThen(
            Ref.update(cost, (before) => before + more),
            record("IN_PROGRESS", {})
          )
        : Effect.die(`A cost must be finite, not ${more}`),
    attempts: Effect.gen(function* () {
      const all = yield* ledger.executions(task.id)
      const earlier = all
        .filter((execution) => execution.beganAt !== beganAt)
        .flatMap(failedAttempts)
      return [...earlier, ...(yield* Ref.get(attempts))].slice(-100)
    }),
    running: record("IN_PROGRESS", {}),
    completed: (output) => record("COMPLETED", { output: summary(output) }),
    failed: (error) =>
      Effect.flatMap(encodeTaskError(error), (encoded) => record("FAILED", { error: encoded }))
  }
  return progress
})

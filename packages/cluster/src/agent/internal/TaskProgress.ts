import { Clock, Effect, type Schema } from "effect"
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
  let published: ReadonlyArray<RecordedEvent> = []
  let attempts: ReadonlyArray<FailedAttempt> = []
  let cost = 0
  const beganAt = yield* Clock.currentTimeMillis

  const record = (
    status: "IN_PROGRESS" | "COMPLETED" | "FAILED",
    result: { readonly output?: Schema.Json; readonly error?: Schema.Json }
  ) =>
    Effect.suspend(() => {
      const execution: Execution = {
        beganAt,
        // The last attempt of a failed task was its end, not a retry.
        retries: Math.max(0, attempts.length - (status === "FAILED" ? 1 : 0)),
        cost,
        attempts: attempts
          .slice(-20)
          .map(({ error, ...rest }) => ({ ...rest, error: summary(error) })),
        events: published.map(({ at, event }) => ({ at, ...event }))
      }
      return ledger.record(taskEntry(task, status, { ...result, execution }))
    })

  const progress: TaskProgress = {
    publish: (event) =>
      Effect.map(events.publish(task, event), (recorded) => {
        published = [...published.slice(-199), recorded]
      }),
    addAttempt: (attempt) =>
      Effect.sync(() => {
        attempts = [...attempts.slice(-99), attempt]
      }),
    charge: (more) =>
      Effect.suspend(() => {
        if (!Number.isFinite(more)) return Effect.die(`A cost must be finite, not ${more}`)
        cost += more
        // Recorded at once: what was paid is paid, even if the node dies in this attempt.
        return record("IN_PROGRESS", {})
      }),
    attempts: Effect.gen(function* () {
      const all = yield* ledger.executions(task.id)
      const earlier = all
        .filter((execution) => execution.beganAt !== beganAt)
        .flatMap(failedAttempts)
      return [...earlier, ...attempts].slice(-100)
    }),
    running: record("IN_PROGRESS", {}),
    completed: (output) => record("COMPLETED", { output: summary(output) }),
    failed: (error) =>
      Effect.flatMap(encodeTaskError(error), (encoded) => record("FAILED", { error: encoded }))
  }
  return progress
})

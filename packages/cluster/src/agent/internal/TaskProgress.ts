import { Effect, Ref, type Schema } from "effect"
import { Ledger } from "../../ledger/Ledger.ts"
import { summary, taskEntry } from "../../ledger/LedgerEntry.ts"
import type { DeadLetter } from "../../supervision/DeadLetter.ts"
import type { RecordedEvent, SupervisionEvent } from "../../supervision/SupervisionEvent.ts"
import { SupervisionEvents } from "../../supervision/SupervisionEvents.ts"
import type { Task } from "../Task.ts"
import { encodeTaskError, type TaskError } from "../TaskFailure.ts"

type Attempt = DeadLetter["attempts"][number]

/** What has happened to a task since it began here, and its way into the ledger. */
export interface TaskProgress {
  readonly publish: (event: SupervisionEvent) => Effect.Effect<void>
  readonly addAttempt: (attempt: Attempt) => Effect.Effect<void>
  readonly charge: (cost: number) => Effect.Effect<void>
  /** The failed attempts, the last 100. */
  readonly attempts: Effect.Effect<ReadonlyArray<Attempt>>
  readonly running: Effect.Effect<void>
  readonly completed: (output: Schema.Json) => Effect.Effect<void>
  readonly failed: (error: TaskError) => Effect.Effect<void>
}

export const make = Effect.fnUntraced(function* (task: Task) {
  const ledger = yield* Ledger
  const events = yield* SupervisionEvents
  const published = yield* Ref.make<ReadonlyArray<RecordedEvent>>([])
  const attempts = yield* Ref.make<ReadonlyArray<Attempt>>([])
  const cost = yield* Ref.make(0)

  const record = Effect.fnUntraced(function* (
    status: "IN_PROGRESS" | "COMPLETED" | "FAILED",
    result: { readonly output?: Schema.Json; readonly error?: Schema.Json }
  ) {
    const failures = (yield* Ref.get(attempts)).length
    yield* ledger.record(
      taskEntry(task, status, {
        ...result,
        // The last attempt of a failed task was its end, not a retry.
        retries: Math.max(0, failures - (status === "FAILED" ? 1 : 0)),
        events: (yield* Ref.get(published)).map(({ at, event }) => ({ at, ...event })),
        cost: yield* Ref.get(cost)
      })
    )
  })

  const progress: TaskProgress = {
    publish: (event) =>
      Effect.flatMap(events.publish(task, event), (recorded) =>
        Ref.update(published, (before) => [...before.slice(-199), recorded])
      ),
    addAttempt: (attempt) => Ref.update(attempts, (before) => [...before.slice(-99), attempt]),
    charge: (more) =>
      Number.isFinite(more)
        ? Ref.update(cost, (before) => before + more)
        : Effect.die(`A cost must be finite, not ${more}`),
    attempts: Ref.get(attempts),
    running: record("IN_PROGRESS", {}),
    completed: (output) => record("COMPLETED", { output: summary(output) }),
    failed: (error) =>
      Effect.flatMap(encodeTaskError(error), (encoded) => record("FAILED", { error: encoded }))
  }
  return progress
})

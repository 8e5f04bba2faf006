import { Predicate, Schema } from "effect"
import { Task } from "../agent/Task.ts"
import { FailedAttempt } from "../ledger/Execution.ts"

/** A task that supervision gave up, and all that a replay needs. */
export class DeadLetter extends Schema.Class<DeadLetter>("aethercast/cluster/DeadLetter")({
  task: Task,
  /** Where the task was done: its entity, and the role of the nodes that may host it. */
  entityId: Schema.String,
  role: Schema.String,
  /** On all nodes that have executed it, the last 100. */
  attempts: Schema.Array(FailedAttempt),
  /** An encoded `TaskError`. */
  error: Schema.Json,
  status: Schema.Literals(["WAITING", "REPLAYED", "DISCARDED"]),
  /** Why it was settled, if a reason was given. */
  reason: Schema.optionalKey(Schema.String),
  /** Epoch milliseconds, as is `settledAt`. */
  diedAt: Schema.Finite,
  settledAt: Schema.optionalKey(Schema.Finite)
}) {}

/** How a waiting letter is settled. */
export interface Settlement {
  readonly status: "REPLAYED" | "DISCARDED"
  readonly reason?: string
}

/** For a letter whose task was cancelled, alone or with its workflow: nothing waits for its answer. */
export const cancelled = (reason: string): Settlement => ({
  status: "DISCARDED",
  reason: `Cancelled: ${reason}`
})

/** The task has no dead letter. */
export class DeadLetterNotFound extends Schema.TaggedError<DeadLetterNotFound>()(
  "DeadLetterNotFound",
  { taskId: Schema.String }
) {}

/** The letter was replayed or discarded before. */
export class AlreadySettled extends Schema.TaggedError<AlreadySettled>()("AlreadySettled", {
  taskId: Schema.String,
  status: DeadLetter.fields.status
}) {}

/** The tag of the error that ended a task: the agent's own error, if it failed with one. */
export const errorTag = ({ error }: Pick<DeadLetter, "error">): string => {
  const tag = tagOf(error)
  return tag === "Refused" && Predicate.hasProperty(error, "error")
    ? (tagOf(error.error) ?? tag)
    : (tag ?? "Unknown")
}

/** The letter as it was before it was settled. */
export const waiting = ({ reason: _reason, settledAt: _settledAt, ...letter }: DeadLetter) =>
  new DeadLetter({ ...letter, status: "WAITING" })

const tagOf = (json: unknown): string | undefined =>
  Predicate.hasProperty(json, "_tag") && Predicate.isString(json._tag) ? json._tag : undefined

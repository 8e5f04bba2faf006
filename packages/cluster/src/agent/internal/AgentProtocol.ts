import { Schema } from "effect"
import { ClusterSchema, Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { defaultRole, type Role } from "../../node/Role.ts"
import { Task, TaskAnswer, TaskQuestion } from "../Task.ts"
import { TaskError } from "../TaskFailure.ts"
import { OutputPage } from "./OutputPage.ts"

/** Why a task has no answer; stored as its answer. */
export class TaskRejected extends Schema.TaggedError<TaskRejected>()("TaskRejected", {
  error: TaskError,
  question: Schema.optionalKey(TaskQuestion)
}) {}

const Run = Rpc.make("Run", {
  payload: { task: Task },
  success: TaskAnswer,
  error: TaskRejected,
  primaryKey: ({ task }) => task.id
})
  .annotate(ClusterSchema.Persisted, true)
  // A caller that stops waiting does not stop the task: its interruption would be stored as the answer.
  .annotate(ClusterSchema.Uninterruptible, "client")

/** What a task emits while it runs: see `TaskOutputBuffer`. */
const ReadOutput = Rpc.make("ReadOutput", {
  payload: {
    task: Schema.String,
    follower: Schema.String,
    from: Schema.Natural,
    waitMillis: Schema.Natural
  },
  success: OutputPage
})

/**
 * Cancels the task `id`; answers, when that is recorded, whether it was running. Persisted, so that the
 * next owner of the entity does it if this one dies.
 */
const Cancel = Rpc.make("Cancel", {
  payload: { id: Schema.String, reason: Schema.String, at: Schema.Finite },
  success: Schema.Boolean,
  primaryKey: ({ at, id }) => `${id}@${at}`
})
  .annotate(ClusterSchema.Persisted, true)
  .annotate(ClusterSchema.Uninterruptible, "client")

/**
 * Cancels every task of a workflow, and refuses later ones. Answers when the running ones have ended.
 */
const CancelAll = Rpc.make("CancelAll", {
  payload: { reason: Schema.String, at: Schema.Finite },
  primaryKey: ({ at }) => String(at)
})
  .annotate(ClusterSchema.Persisted, true)
  .annotate(ClusterSchema.Uninterruptible, "client")

/** `Executed`: the task was executed again. `Resumed`: it still waited for a replay, and goes on. */
export const Replayed = Schema.TaggedUnion({ Executed: { output: Schema.Json }, Resumed: {} })

/** Executes a dead letter again. A workflow that still waits for it goes on. */
const Replay = Rpc.make("Replay", {
  payload: { task: Task },
  success: Replayed,
  error: TaskRejected
})

/** Discards a dead letter. A workflow that still waits for it gets `Discarded`. */
const Discard = Rpc.make("Discard", { payload: { id: Schema.String, reason: Schema.String } })

const make = (role: Role) =>
  Entity.make(role === defaultRole ? "Agents" : `Agents/${role}`, [
    Run,
    ReadOutput,
    Cancel,
    CancelAll,
    Replay,
    Discard
  ]).annotate(ClusterSchema.ShardGroup, () => role)

// The engine keeps one client for each protocol object.
const protocols = new Map<Role, ReturnType<typeof make>>()

/** The entity that hosts the agents of a role. Its shards are those of the role. */
export const agentProtocol = (role: Role): ReturnType<typeof make> => {
  const known = protocols.get(role)
  if (known !== undefined) return known
  const protocol = make(role)
  protocols.set(role, protocol)
  return protocol
}

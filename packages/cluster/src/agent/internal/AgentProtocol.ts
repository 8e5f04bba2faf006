import { Schema } from "effect"
import { ClusterSchema, Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { defaultRole } from "../../node/Role.ts"
import { TaskOutput, Reason, Task } from "../Task.ts"

const Perform = Rpc.make("Perform", {
  payload: { task: Task },
  success: Schema.Json,
  error: Reason,
  primaryKey: ({ task }) => task.id
})
  .annotate(ClusterSchema.Persisted, true)
  // Who stops waiting does not stop the task: a stored interruption would be its answer for ever.
  .annotate(ClusterSchema.Uninterruptible, "client")

const Follow = Rpc.make("Follow", {
  payload: { task: Schema.String },
  success: TaskOutput,
  stream: true
})

/**
 * Calls off a task, or the workflow that lives here, and answers when that is recorded: whether there
 * was one. Stored, so that a node that dies meanwhile leaves it to the next.
 */
const Cancel = Rpc.make("Cancel", {
  payload: { id: Schema.String, reason: Schema.String, at: Schema.Finite },
  success: Schema.Boolean,
  primaryKey: ({ at, id }) => `${id}@${at}`
})
  .annotate(ClusterSchema.Persisted, true)
  .annotate(ClusterSchema.Uninterruptible, "client")

/** What became of a replay: it was done here, or told to the task that waits, which answers itself. */
export const Replayed = Schema.TaggedUnion({ Done: { output: Schema.Json }, Told: {} })

/** Tries a dead letter again: its workflow goes on if it still waits. */
const Replay = Rpc.make("Replay", { payload: { task: Task }, success: Replayed, error: Reason })

/** Gives a dead letter up for good: its workflow gets `Discarded` if it still waits. */
const Discard = Rpc.make("Discard", { payload: { id: Schema.String, reason: Schema.String } })

/** What every place answers, whatever its role. A role is a group of shards. */
const make = (role: string) =>
  Entity.make(role === defaultRole ? "Agents" : `Agents/${role}`, [
    Perform,
    Follow,
    Cancel,
    Replay,
    Discard
  ]).annotate(ClusterSchema.ShardGroup, () => role)

/** The engine keeps one client for each protocol: the same role must be the same object. */
const protocols = new Map<string, ReturnType<typeof make>>()

export const agentProtocol = (role: string): ReturnType<typeof make> => {
  const known = protocols.get(role)
  if (known !== undefined) return known
  const made = make(role)
  protocols.set(role, made)
  return made
}

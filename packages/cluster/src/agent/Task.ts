import { Schema } from "effect"

/**
 * What a step of a workflow requests: its identity, stored with its answer. A step that is requested
 * again must be the same request.
 */
export class TaskQuestion extends Schema.Class<TaskQuestion>("aethercast/cluster/TaskQuestion")({
  /** The agent or the capability that was asked, such as `agent Voice`. */
  asked: Schema.String,
  /** The version of the agent that was chosen. Not part of the identity: it may be chosen anew. */
  version: Schema.Int,
  /** The first 128 bits of the SHA-256 of the input as JSON, in hexadecimal digits. */
  inputHash: Schema.String
}) {}

/** One request to an agent. The agent's own schema decodes `input`. */
export class Task extends Schema.Class<Task>("aethercast/cluster/Task")({
  /** `<workflow id>/<step>`: the key of the task, under which it is executed and answered once. */
  id: Schema.String.check(Schema.isMaxLength(255)),
  workflowId: Schema.String,
  agent: Schema.String,
  version: Schema.Int,
  /** Position among the tasks of its workflow, from 0. */
  order: Schema.Natural,
  correlationId: Schema.String,
  /** From 0, background, to 9, a person waits. */
  priority: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 })),
  /** On whose behalf it is done. Tenants share the agents fairly. */
  tenant: Schema.String.check(Schema.isMaxLength(255)),
  /** Epoch milliseconds after which its answer is of no use; bounds the tasks that it requests. */
  deadline: Schema.Finite,
  input: Schema.Json,
  question: Schema.optionalKey(TaskQuestion),
  /** Its output is read while it runs: an output that nobody has read yet is not dropped. */
  streamed: Schema.optionalKey(Schema.Boolean)
}) {}

/** What is stored when a task has succeeded. */
export class TaskAnswer extends Schema.Class<TaskAnswer>("aethercast/cluster/TaskAnswer")({
  /** The success of the agent, as its schema encodes it. */
  output: Schema.Json,
  /** How many outputs the task emitted while it ran. */
  outputs: Schema.Natural,
  question: Schema.optionalKey(TaskQuestion)
}) {}

/** The state of a task or a workflow. It never goes back in this order. */
export const TaskStatus = Schema.Literals([
  "PENDING",
  "DISPATCHED",
  "IN_PROGRESS",
  "COMPLETED",
  "FAILED"
])
export type TaskStatus = typeof TaskStatus.Type

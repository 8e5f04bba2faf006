import { Schema } from "effect"
import { TaskStatus } from "../agent/Task.ts"

// All times are epoch milliseconds.

/** A workflow as the ledger knows it. */
export class WorkflowRecord extends Schema.Class<WorkflowRecord>(
  "@aethercast/cluster/WorkflowRecord"
)({
  id: Schema.String,
  name: Schema.String,
  version: Schema.Int,
  status: TaskStatus,
  sessionId: Schema.NullOr(Schema.String),
  /** The run that waits for this one. */
  parentWorkflowId: Schema.NullOr(Schema.String),
  trigger: Schema.String,
  context: Schema.Json,
  error: Schema.NullOr(Schema.String),
  createdAt: Schema.Finite,
  updatedAt: Schema.Finite,
  completedAt: Schema.NullOr(Schema.Finite),
  tasks: Schema.Int,
  failedTasks: Schema.Int,
  /** Of all its tasks, in the unit of the agents' cards. */
  cost: Schema.Finite
}) {}

/** A task as the ledger knows it. */
export class TaskRecord extends Schema.Class<TaskRecord>("@aethercast/cluster/TaskRecord")({
  id: Schema.String,
  workflowId: Schema.String,
  agent: Schema.String,
  version: Schema.Int,
  order: Schema.Int,
  status: TaskStatus,
  priority: Schema.Int,
  retries: Schema.Int,
  cost: Schema.Finite,
  /** The input, or its beginning: see `summary`. */
  input: Schema.Json,
  output: Schema.Json,
  /** An encoded `TaskError`. */
  error: Schema.Json,
  /** Encoded `SupervisionEvent`s in order, each with its time as `at`; a newer release may have others. */
  events: Schema.Array(Schema.Json),
  createdAt: Schema.Finite,
  startedAt: Schema.NullOr(Schema.Finite),
  completedAt: Schema.NullOr(Schema.Finite)
}) {}

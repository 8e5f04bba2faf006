import type { Schema } from "effect"
import { TaskStatus } from "../../agent/Task.ts"
import { type Execution, put } from "../Execution.ts"
import type { TaskEntry, WorkflowEntry } from "../LedgerEntry.ts"

/** A row of `aethercast_workflow_instances`. Times are epoch milliseconds. */
export interface WorkflowRow {
  readonly workflow_id: string
  readonly workflow_name: string
  readonly session_id?: string | undefined
  readonly parent_workflow_id?: string | undefined
  readonly trigger_event_type: string
  readonly version: number
  readonly status: TaskStatus
  readonly context_data?: Schema.Json | undefined
  readonly error_message?: string | undefined
  /** The time of the first entry. */
  readonly created_at: number
  readonly updated_at: number
  readonly completed_at?: number | undefined
}

/** A row of `aethercast_task_instances`. */
export interface TaskRow {
  readonly task_id: string
  readonly workflow_id: string
  readonly agent_name: string
  readonly agent_version: number
  readonly task_order: number
  readonly status: TaskStatus
  readonly input_params?: Schema.Json | undefined
  readonly output_result_summary?: Schema.Json | undefined
  readonly error_details?: Schema.Json | undefined
  readonly correlation_id: string
  readonly priority: number
  readonly executions: ReadonlyArray<Execution>
  readonly created_at: number
  readonly started_at?: number | undefined
  readonly completed_at?: number | undefined
}

export const workflowRow = (entry: WorkflowEntry, at: number): WorkflowRow => ({
  workflow_id: entry.workflowId,
  workflow_name: entry.name,
  session_id: entry.sessionId,
  parent_workflow_id: entry.parentWorkflowId,
  trigger_event_type: entry.trigger,
  version: entry.version,
  status: entry.status,
  context_data: entry.context,
  error_message: entry.error,
  created_at: at,
  updated_at: at,
  completed_at: hasEnded(entry.status) ? at : undefined
})

export const taskRow = ({ task, ...entry }: TaskEntry, at: number): TaskRow => ({
  task_id: task.id,
  workflow_id: task.workflowId,
  agent_name: task.agent,
  agent_version: task.version,
  task_order: task.order,
  status: entry.status,
  input_params: entry.input,
  output_result_summary: entry.output,
  error_details: entry.error,
  correlation_id: task.correlationId,
  priority: task.priority,
  executions: entry.execution === undefined ? [] : [entry.execution],
  created_at: at,
  started_at: entry.status === "IN_PROGRESS" ? at : undefined,
  completed_at: hasEnded(entry.status) ? at : undefined
})

/**
 * Merges a later row of a workflow into an earlier one, as `LedgerSql.upsert` does in the database: a
 * status never goes back, and what a replay records again counts once.
 */
export const mergeWorkflow = (earlier: WorkflowRow, later: WorkflowRow): WorkflowRow => ({
  ...later,
  session_id: later.session_id ?? earlier.session_id,
  parent_workflow_id: later.parent_workflow_id ?? earlier.parent_workflow_id,
  status: furthest(earlier, later),
  context_data: later.context_data ?? earlier.context_data,
  error_message: later.error_message ?? earlier.error_message,
  created_at: Math.min(earlier.created_at, later.created_at),
  completed_at: earlier.completed_at ?? later.completed_at
})

/** Merges a later row of a task into an earlier one: see `mergeWorkflow`. */
export const mergeTask = (earlier: TaskRow, later: TaskRow): TaskRow => ({
  ...later,
  status: furthest(earlier, later),
  input_params: earlier.input_params ?? later.input_params,
  output_result_summary: later.output_result_summary ?? earlier.output_result_summary,
  error_details: later.error_details ?? earlier.error_details,
  executions: later.executions.reduce(put, earlier.executions),
  created_at: Math.min(earlier.created_at, later.created_at),
  started_at: earlier.started_at ?? later.started_at,
  completed_at: earlier.completed_at ?? later.completed_at
})

const hasEnded = (status: TaskStatus) => status === "COMPLETED" || status === "FAILED"

const furthest = (
  earlier: Pick<TaskRow, "status" | "completed_at">,
  later: Pick<TaskRow, "status">
): TaskStatus =>
  earlier.completed_at === undefined && rank(later.status) > rank(earlier.status)
    ? later.status
    : earlier.status

const rank = (status: TaskStatus) => TaskStatus.literals.indexOf(status)

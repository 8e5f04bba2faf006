import type { Schema } from "effect"
import type { Task, TaskStatus } from "../agent/Task.ts"
import type { Execution } from "./Execution.ts"

/** A change of a workflow. An absent value leaves the recorded one. */
export interface WorkflowEntry {
  readonly _tag: "Workflow"
  readonly workflowId: string
  readonly name: string
  readonly sessionId?: string | undefined
  /** Of the run that waits for this one. */
  readonly parentWorkflowId?: string | undefined
  readonly trigger: string
  readonly version: number
  readonly status: TaskStatus
  readonly context?: Schema.Json | undefined
  readonly error?: string | undefined
}

/** A change of a task. An absent value leaves the recorded one. */
export interface TaskEntry {
  readonly _tag: "Task"
  readonly task: Task
  readonly status: TaskStatus
  readonly input?: Schema.Json
  readonly output?: Schema.Json
  readonly error?: Schema.Json
  /** The present execution so far. */
  readonly execution?: Execution
}

export type LedgerEntry = WorkflowEntry | TaskEntry

export const taskEntry = (
  task: Task,
  status: TaskStatus,
  details: Omit<TaskEntry, "_tag" | "task" | "status"> = {}
): TaskEntry => ({ _tag: "Task", task, status, ...details })

/** A value for the ledger: itself, or its beginning if its JSON has more than 2,000 characters. */
export const summary = (value: Schema.Json): Schema.Json => {
  const text = JSON.stringify(value)
  return text.length <= 2000 ? value : { characters: text.length, beginning: text.slice(0, 500) }
}

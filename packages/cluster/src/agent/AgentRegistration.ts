import type { Effect, Schema, Scope } from "effect"
import type { AgentCard } from "../registry/AgentCard.ts"
import type { Supervision } from "../supervision/Supervision.ts"
import type { WorkflowRun } from "../workflow/WorkflowRun.ts"
import type { Task } from "./Task.ts"

/** An agent as its node runs it: everything encoded as JSON, its services provided. */
export interface AgentRegistration {
  readonly card: AgentCard
  readonly supervision: Supervision<string, string>
  /** Starts an activation, which lives as long as the scope; returns its turn. */
  readonly activate: Effect.Effect<Turn, never, Scope.Scope>
  /** The declared answer when nothing else is left. */
  readonly degraded: ((input: Schema.Json) => Effect.Effect<Schema.Json>) | undefined
}

/** One attempt at a task by an activation. */
export type Turn = (
  input: Schema.Json,
  context: TurnContext
) => Effect.Effect<Schema.Json, AgentError, WorkflowRun>

/** An agent's own error as JSON, and its tag, by which supervision decides. */
export interface AgentError {
  readonly tag: string
  readonly error: Schema.Json
}

/** What a turn gets beside its input. */
export interface TurnContext<Fallback extends string = string> {
  readonly task: Task
  /** The fallback that is tried; undefined on the agent's own route. */
  readonly fallback: Fallback | undefined
  /**
   * Emits an output of at most 1 MiB to the callers that follow the task; waits while 4 MiB are unread.
   * An attempt that is repeated must emit the same outputs: those emitted before are skipped.
   */
  readonly emit: (bytes: Uint8Array) => Effect.Effect<void>
  /** Adds to the cost of the task, in the unit of the agent's card. */
  readonly charge: (cost: number) => Effect.Effect<void>
}

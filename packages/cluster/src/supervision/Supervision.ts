import type { Duration } from "effect"
import type { Backoff } from "./Backoff.ts"
import type { Dependency } from "./Dependency.ts"

/**
 * What happens when a task of an agent fails: data, declared beside the agent. `SupervisionPolicy`
 * decides by it, and the runtime carries the decisions out.
 */
export interface Supervision<Tag extends string, Fallback extends string = never> {
  /** The time for a task, from its start on a node to its answer, waits and retries included. */
  readonly deadline: Duration.Input
  /** Which errors are transient, and how often they are retried. */
  readonly retry?: Retry<Tag>
  /**
   * The crashes that the tasks of one actor may cause; one more within that time escalates, and its
   * task fails. Erlang's supervisors allow 1 in 5 s.
   */
  readonly restarts: RestartIntensity
  /** What the agent calls outside, and which of its errors count against that. */
  readonly circuits?: ReadonlyArray<CircuitRule<Tag>>
  /** Other ways to do the task, tried in order. */
  readonly fallbacks?: ReadonlyArray<FallbackRule<Tag, Fallback>>
  /** How long the caller of a failed task waits for an operator to replay it. Default: not at all. */
  readonly replayWindow?: Duration.Input
  /** Tasks of the agent that may run on one node at the same time. Default: unlimited. */
  readonly concurrency?: number
  /**
   * Of `concurrency`, how many only tasks of priority 9 may use, so that they never wait for a long task
   * of less urgency. Default: 0.
   */
  readonly reserved?: number
}

export interface Retry<Tag extends string> extends Backoff {
  /** Tags of the errors that are retried. */
  readonly on: ReadonlyArray<Tag>
  readonly times: number
}

export interface RestartIntensity {
  readonly times: number
  readonly within: Duration.Input
}

export interface CircuitRule<Tag extends string> {
  readonly dependency: Dependency
  /** Tags of the errors that count as failures of the dependency. */
  readonly on: ReadonlyArray<Tag>
  /**
   * How long an attempt may take. A longer one is interrupted and counts as a failure. Without it a
   * dependency that hangs is only noticed by the deadline, which counts against no dependency.
   */
  readonly within?: Duration.Input
}

export interface FallbackRule<Tag extends string, Fallback extends string> {
  readonly name: Fallback
  /** Errors that lead here, in addition to exhausted retries, crashes and open circuits. */
  readonly on?: ReadonlyArray<Tag>
  readonly circuits?: ReadonlyArray<CircuitRule<Tag>>
}

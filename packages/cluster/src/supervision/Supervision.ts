import { type Duration, Schedule } from "effect"
import type { Dependency } from "./Dependency.ts"

/**
 * What happens when a task of an agent fails. Data, declared beside the agent; `Policy` decides by it
 * and the runtime carries it out.
 */
export interface Supervision<Tag extends string, Fallback extends string = never> {
  /** From the question to the answer, waiting and retries included. */
  readonly deadline: Duration.Input
  /** Tries again what passes by itself. */
  readonly retry?: Retry<Tag>
  /**
   * Crashes that the tasks of one place may cause; one more within the time escalates, and the task
   * fails. Erlang's supervisors allow 1 in 5 s.
   */
  readonly restarts: Intensity
  /** What the agent calls outside, and which of its errors that is to blame for. */
  readonly circuits?: ReadonlyArray<CircuitRule<Tag>>
  /** Other ways of doing the task, tried in order when one is given up. */
  readonly fallbacks?: ReadonlyArray<FallbackRule<Tag, Fallback>>
  /** How long a task that was given up waits among the dead letters for a replay. Default: not at all. */
  readonly replayWindow?: Duration.Input
  /** Tasks of the agent that may run on one node at the same time. */
  readonly concurrency?: number
}

export interface Retry<Tag extends string> {
  /** Tags of the errors that are worth another try. */
  readonly on: ReadonlyArray<Tag>
  readonly times: number
  /** Pause before the first retry; doubles each time, jittered, at most `cap`. */
  readonly base: Duration.Input
  readonly cap: Duration.Input
}

export interface Intensity {
  readonly times: number
  readonly within: Duration.Input
}

export interface CircuitRule<Tag extends string> {
  readonly dependency: Dependency
  readonly on: ReadonlyArray<Tag>
  /**
   * How long an attempt may take. A longer one is ended and held against the dependency, which hangs.
   * Without it only the deadline ends what hangs, and blames nobody.
   */
  readonly within?: Duration.Input
}

export interface FallbackRule<Tag extends string, Fallback extends string> {
  readonly name: Fallback
  /** Which further errors lead here, beside those that pass, crashes and open circuits. */
  readonly on?: ReadonlyArray<Tag>
  readonly circuits?: ReadonlyArray<CircuitRule<Tag>>
}

/** Pauses between the attempts at something: exponential, jittered, capped. */
export const pauses = (retry: {
  readonly times: number
  readonly base: Duration.Input
  readonly cap: Duration.Input
}) =>
  Schedule.min([Schedule.exponential(retry.base), Schedule.spaced(retry.cap)]).pipe(
    Schedule.jittered,
    Schedule.upTo({ times: retry.times })
  )

/** Pauses between two activations of an actor that the engine restarts. */
export const restartPauses = Schedule.min([
  Schedule.exponential("50 millis"),
  Schedule.spaced("2 seconds")
]).pipe(Schedule.jittered)

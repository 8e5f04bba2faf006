import { type Duration, Schedule } from "effect"

/**
 * What happens when a task of an agent fails. Data, declared beside the agent and carried out by the
 * runtime: the time a task may take in all, which of the agent's errors pass by themselves and are
 * tried again, and how many crashes a task may cause before it is given up.
 */
export interface Supervision<Transient extends string> {
  /** From the question to the answer, retries included. */
  readonly deadline: Duration.Input
  readonly retry?: {
    /** Tags of the errors that are worth another try. */
    readonly on: ReadonlyArray<Transient>
    readonly times: number
    /** Pause before the first retry; doubles each time, jittered, at most `cap`. */
    readonly base: Duration.Input
    readonly cap: Duration.Input
  }
  /** Restarts of the agent that one task may cause. Erlang's supervisors allow 1 in 5 s; ours counts per task. */
  readonly restarts: number
}

/** Pauses between the attempts of one task. */
export const pauses = (retry: {
  readonly times: number
  readonly base: Duration.Input
  readonly cap: Duration.Input
}) =>
  Schedule.min([Schedule.exponential(retry.base), Schedule.spaced(retry.cap)]).pipe(
    Schedule.jittered,
    Schedule.upTo({ times: retry.times })
  )

/** Pauses between two activations of an agent that crashed. */
export const restartPauses = Schedule.min([
  Schedule.exponential("50 millis"),
  Schedule.spaced("2 seconds")
]).pipe(Schedule.jittered)

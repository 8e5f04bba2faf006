import { Schema } from "effect"

/** An attempt at a task that failed. */
export const FailedAttempt = Schema.Struct({
  /** Epoch milliseconds. */
  at: Schema.Finite,
  millis: Schema.Finite,
  /** The agent itself, or one of its fallbacks. */
  route: Schema.String,
  error: Schema.Json
})
export type FailedAttempt = typeof FailedAttempt.Type

/**
 * One execution of a task, from its first attempt there to its end. There is another one when its node
 * dies and the next takes over, and when a dead letter is replayed.
 */
export const Execution = Schema.Struct({
  /** Epoch milliseconds; distinguishes the executions of a task. */
  beganAt: Schema.Finite,
  retries: Schema.Natural,
  /** In the unit of the agent's card. */
  cost: Schema.Finite,
  /** The last of them. */
  attempts: Schema.Array(FailedAttempt),
  /** Encoded `SupervisionEvent`s in order, each with its time as `at`; a newer release may have others. */
  events: Schema.Array(Schema.Json)
})
export type Execution = typeof Execution.Type

/** Replaces the execution that began at the same time, or adds it in the order of time. */
export const put = (
  executions: ReadonlyArray<Execution>,
  execution: Execution
): ReadonlyArray<Execution> =>
  [...executions.filter(({ beganAt }) => beganAt !== execution.beganAt), execution]
    .toSorted((a, b) => a.beganAt - b.beganAt)
    .slice(-maxExecutions)

/** The last executions of a task are kept; see also `LedgerSql`. */
export const maxExecutions = 10

/** The failed attempts of an execution that has ended, with the one that the end of its node cut off. */
export const failedAttempts = ({ attempts, events }: Execution): ReadonlyArray<FailedAttempt> => {
  const last = events.at(-1)
  return isAttempted(last)
    ? [...attempts, { at: last.at, millis: 0, route: last.route, error: { _tag: "NodeLost" } }]
    : attempts
}

const isAttempted = Schema.is(
  Schema.TaggedStruct("Attempted", { at: Schema.Finite, route: Schema.String })
)

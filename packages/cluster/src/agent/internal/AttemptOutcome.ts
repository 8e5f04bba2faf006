import { Data, type Schema } from "effect"
import { AttemptFailure } from "../../supervision/SupervisionPolicy.ts"
import type { AgentError } from "../AgentRegistration.ts"
import type { Task } from "../Task.ts"
import { AgentCrashed, DependencyDown, Refused, type TaskError } from "../TaskFailure.ts"

/** How one attempt at a task ended. */
export type AttemptOutcome = Data.TaggedEnum<{
  Answered: { readonly output: Schema.Json }
  Failed: { readonly failure: AgentError }
  Crashed: { readonly crash: string }
  /** The circuit of a dependency was open: nothing was tried. */
  Rejected: { readonly dependency: string; readonly retryAfterMillis: number }
  /** A dependency took longer than `within`. */
  Overdue: { readonly dependency: string; readonly millis: number }
}>
export const AttemptOutcome = Data.taggedEnum<AttemptOutcome>()

/** A failed attempt, in the form that each recipient needs. */
export interface FailedAttempt {
  /** For the supervision policy. */
  readonly failure: AttemptFailure
  /** For events and logs. */
  readonly summary: string
  /** For the dead letter. */
  readonly json: Schema.Json
  /** For the caller, if it is the last attempt. */
  readonly error: TaskError
}

export const failedAttempt = (
  outcome: Exclude<AttemptOutcome, { readonly _tag: "Answered" }>,
  { agent, id: task }: Task
): FailedAttempt => {
  switch (outcome._tag) {
    case "Failed": {
      const { error, tag } = outcome.failure
      return {
        failure: AttemptFailure.Failed({ tag }),
        summary: tag,
        json: error,
        error: new Refused({ error })
      }
    }
    case "Crashed": {
      const { crash } = outcome
      return {
        failure: AttemptFailure.Crashed(),
        summary: crash,
        json: { _tag: "Crash", crash },
        error: new AgentCrashed({ agent, task, crash })
      }
    }
    case "Rejected": {
      const { dependency } = outcome
      return {
        failure: AttemptFailure.Rejected({ dependency }),
        summary: `${dependency} is known to be down`,
        json: { _tag: "CircuitOpen", dependency },
        error: new DependencyDown({ agent, task, dependency })
      }
    }
    case "Overdue": {
      const { dependency, millis } = outcome
      return {
        failure: AttemptFailure.Rejected({ dependency }),
        summary: `${dependency} did not answer within ${millis} ms`,
        json: { _tag: "Overdue", dependency, millis },
        error: new DependencyDown({ agent, task, dependency })
      }
    }
  }
}

import { Data, Duration, Effect, type Schema } from "effect"
import { Admission } from "../../supervision/Admission.ts"
import { type CircuitOpen, Circuits } from "../../supervision/Circuits.ts"
import { RateLimits } from "../../supervision/RateLimits.ts"
import type { CircuitRule, FallbackRule } from "../../supervision/Supervision.ts"
import { WorkflowRun } from "../../workflow/WorkflowRun.ts"
import type { AgentError, TurnContext } from "../AgentRegistration.ts"
import type { Task } from "../Task.ts"
import * as AgentActor from "./AgentActor.ts"
import { AttemptOutcome } from "./AttemptOutcome.ts"
import type { TaskOutputBuffer } from "./TaskOutputBuffer.ts"

/** Where a task is executed, and what belongs to its execution. */
export interface TaskContext {
  readonly entityId: string
  readonly actor: AgentActor.AgentActor
  readonly output: TaskOutputBuffer
  /** On whose behalf the agent asks others. */
  readonly run: WorkflowRun["Service"]
}

/** The services that an attempt is limited by. */
export type Limits = Admission | Circuits | RateLimits

/**
 * One attempt, on the agent's own route or on a fallback: admitted first, because the probe of a
 * circuit must not wait in a queue; then guarded by its circuits; then executed at the rates of its
 * dependencies by the current activation.
 */
export const attempt = Effect.fnUntraced(function* (
  task: Task,
  { actor, output, run }: TaskContext,
  fallback: FallbackRule<string, string> | undefined,
  charge: TurnContext["charge"]
): Effect.fn.Return<AttemptOutcome, never, Limits> {
  const admission = yield* Admission
  const circuits = yield* Circuits
  const rates = yield* RateLimits
  const { supervision } = actor.registration
  const rules = (fallback === undefined ? supervision.circuits : fallback.circuits) ?? []
  const dependencies = rules.map(({ dependency }) => dependency)

  const turn: Effect.Effect<Schema.Json, AgentError | Overdue> = Effect.suspend(() => {
    const emit = output.attempt()
    return AgentActor.use(actor, (turn) =>
      turn(task.input, { task, fallback: fallback?.name, emit, charge })
    )
  }).pipe(Effect.provideService(WorkflowRun, run))

  const work: Effect.Effect<Schema.Json, AgentError | Overdue | CircuitOpen> = Effect.andThen(
    Effect.forEach(dependencies, rates.acquire, { discard: true }),
    // The time of a dependency does not include the wait for its rate.
    rules.reduce(withinTime, turn)
  )
  const guarded = rules.reduce(
    (inner, { dependency, on }) =>
      circuits.guard(dependency, inner, (error) =>
        "tag" in error
          ? on.includes(error.tag)
          : error._tag === "Overdue" && error.dependency === dependency.name
      ),
    work
  )
  const admitted = admission.admit({
    agent: task.agent,
    tenant: task.tenant,
    priority: task.priority,
    dependencies,
    concurrency: supervision.concurrency,
    reserved: supervision.reserved
  })

  return yield* Effect.scoped(Effect.andThen(admitted, guarded)).pipe(
    Effect.map((output) => AttemptOutcome.Answered({ output })),
    Effect.catch((error) =>
      Effect.succeed(
        "tag" in error
          ? AttemptOutcome.Failed({ failure: error })
          : error._tag === "Overdue"
            ? AttemptOutcome.Overdue(error)
            : AttemptOutcome.Rejected(error)
      )
    ),
    Effect.catchDefect((defect) =>
      Effect.succeed(AttemptOutcome.Crashed({ crash: String(defect).slice(0, 500) }))
    )
  )
})

class Overdue extends Data.TaggedError("Overdue")<{
  readonly dependency: string
  readonly millis: number
}> {}

const withinTime = (
  turn: Effect.Effect<Schema.Json, AgentError | Overdue>,
  { dependency, within }: CircuitRule<string>
) => {
  if (within === undefined) return turn
  const millis = Duration.toMillis(Duration.fromInputUnsafe(within))
  return Effect.timeoutOrElse(turn, {
    duration: millis,
    orElse: () => Effect.fail(new Overdue({ dependency: dependency.name, millis }))
  })
}

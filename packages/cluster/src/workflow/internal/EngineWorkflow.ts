import { Effect, Schedule, Schema } from "effect"
import { Workflow } from "effect/workflow"
import { isEngineError, retryEngine } from "../../node/EngineRetry.ts"
import { WorkflowError } from "../WorkflowFailure.ts"

/** What a run keeps from its start. */
export const RunPayload = Schema.Struct({
  workflowId: Schema.String,
  tenant: Schema.String,
  version: Schema.Int,
  /** The versions of all agents, by name. */
  versions: Schema.Record(Schema.String, Schema.Int),
  input: Schema.Json
})
export type RunPayload = typeof RunPayload.Type

const make = (name: string) =>
  Workflow.make(name, {
    payload: RunPayload.fields,
    success: Schema.Json,
    error: WorkflowError,
    idempotencyKey: ({ workflowId }) => workflowId,
    // Callers on the run's own node are woken at its end; others poll.
    suspendedRetrySchedule: Schedule.min([
      Schedule.exponential("100 millis", 1.5),
      Schedule.spaced("1 second")
    ])
  })

// The engine rejects a second object for the same workflow.
const workflows = new Map<string, ReturnType<typeof make>>()

/** A workflow as the engine knows it: every value that is stored is JSON. */
export const engineWorkflow = (name: string): ReturnType<typeof make> => {
  const known = workflows.get(name)
  if (known !== undefined) return known
  const workflow = make(name)
  workflows.set(name, workflow)
  return workflow
}

/** The id that the engine derives for a run; also the entity id of its tasks. */
export const executionIdOf = (name: string, workflowId: string): Effect.Effect<string> =>
  engineWorkflow(name).executionId({
    workflowId,
    tenant: "",
    version: 0,
    versions: {},
    input: null
  })

/** As `retryEngine`, for calls of the workflow engine, which turns transient failures into defects. */
export const retryWorkflowEngine = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  retryEngine(
    Effect.catchDefect(effect, (defect) =>
      isEngineError(defect) ? Effect.fail(defect) : Effect.die(defect)
    )
  )

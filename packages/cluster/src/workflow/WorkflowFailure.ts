import { Effect, Schema } from "effect"
import { Refused, TaskFailure } from "../agent/TaskFailure.ts"

const fields = { workflow: Schema.String, workflowId: Schema.String }

/** The run was cancelled. */
export class WorkflowCancelled extends Schema.TaggedError<WorkflowCancelled>()(
  "WorkflowCancelled",
  { ...fields, reason: Schema.String }
) {
  override get message() {
    return `Cancelled: ${this.reason}`
  }
}

/** The run died of a defect. It is not repeated: a run is deterministic, and would die again. */
export class WorkflowCrashed extends Schema.TaggedError<WorkflowCrashed>()("WorkflowCrashed", {
  ...fields,
  crash: Schema.String
}) {
  override get message() {
    return this.crash
  }
}

/** No node serves the version that the run began with. */
export class WorkflowNotServed extends Schema.TaggedError<WorkflowNotServed>()(
  "WorkflowNotServed",
  { ...fields, version: Schema.Int }
) {
  override get message() {
    return `No node serves version ${this.version} of ${this.workflow} any more`
  }
}

/** How every run can fail, beside its own errors and those of the tasks that it requested. */
export const WorkflowFailure = Schema.Union([WorkflowCancelled, WorkflowCrashed, WorkflowNotServed])
export type WorkflowFailure = typeof WorkflowFailure.Type

/** Why a run failed, as it is stored. `Refused` holds an error of the workflow's own. */
export const WorkflowError = Schema.Union([
  Refused,
  ...TaskFailure.members,
  ...WorkflowFailure.members
])
export type WorkflowError = typeof WorkflowError.Type

/** No run has this id: it was never started, or it ended so long ago that it is deleted. */
export class WorkflowNotFound extends Schema.TaggedError<WorkflowNotFound>()(
  "WorkflowNotFound",
  fields
) {
  override get message() {
    return `There is no run ${this.workflowId} of the workflow ${this.workflow}`
  }
}

/** For messages and JSON output. */
export const encodeWorkflowError = (
  error: WorkflowError | WorkflowNotFound
): Effect.Effect<Schema.Json> => Effect.orDie(encode(error))

const encode = Schema.encodeEffect(
  Schema.toCodecJson(Schema.Union([...WorkflowError.members, WorkflowNotFound]))
)

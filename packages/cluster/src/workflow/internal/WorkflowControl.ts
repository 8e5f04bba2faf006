import { Effect, Option, Schema } from "effect"
import { ClusterSchema, Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { WorkflowEngine } from "effect/workflow"
import { Cancellations } from "../../agent/Cancellations.ts"
import { engineWorkflow, retryWorkflowEngine } from "./EngineWorkflow.ts"

/**
 * Cancels a run, and answers when that is recorded: whether it was cancelled. Stored, so that the next
 * owner of the run does it if this one dies.
 */
const Cancel = Rpc.make("Cancel", {
  payload: {
    workflow: Schema.String,
    workflowId: Schema.String,
    reason: Schema.String,
    at: Schema.Finite
  },
  success: Schema.Boolean,
  primaryKey: ({ at, workflowId }) => `${workflowId}@${at}`
})
  .annotate(ClusterSchema.Persisted, true)
  .annotate(ClusterSchema.Uninterruptible, "client")

/** What operators do with a run: its entity id is that of the run, so that they share a node. */
export const WorkflowControl = Entity.make("WorkflowControl", [Cancel])

export const layer = WorkflowControl.toLayer(
  Effect.gen(function* () {
    const { entityId } = yield* Entity.CurrentAddress
    return { Cancel: ({ payload }) => cancel(entityId, payload) }
  }),
  { concurrency: "unbounded", maxIdleTime: "10 seconds" }
)

const cancel = Effect.fnUntraced(function* (
  entityId: string,
  { reason, workflow: name, workflowId }: typeof Cancel.payloadSchema.Type
) {
  const cancellations = yield* Cancellations
  const engine = yield* WorkflowEngine.WorkflowEngine
  const workflow = engineWorkflow(name)
  const polled = yield* retryWorkflowEngine(engine.poll(workflow, entityId))
  if (Option.exists(polled, ({ _tag }) => _tag === "Complete")) return false
  return yield* cancellations.cancel(workflowId, reason, engine.resume(workflow, entityId))
})

import { Context, Effect, Ref } from "effect"

/** The run of the orchestrator on whose behalf something is asked. */
export class WorkflowRun extends Context.Service<
  WorkflowRun,
  {
    readonly workflowId: string
    /**
     * Entity id under which its agents are activated. All tasks of a run share it with the run itself,
     * so that they live on one node: see docs/decisions/0002.
     */
    readonly place: string
    readonly priority: number
    /** Counts the tasks of the run. */
    readonly nextOrder: Effect.Effect<number>
  }
>()("@aethercast/cluster/WorkflowRun") {
  static readonly make = Effect.fnUntraced(function* (options: {
    readonly workflowId: string
    readonly place: string
    readonly priority: number
  }) {
    const orders = yield* Ref.make(0)
    return WorkflowRun.of({ ...options, nextOrder: Ref.getAndUpdate(orders, (n) => n + 1) })
  })
}

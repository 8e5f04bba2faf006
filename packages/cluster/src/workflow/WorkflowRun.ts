import { Context, Effect, Ref } from "effect"

/** Where a task is done: enough to reach it. */
export interface TaskAddress {
  readonly id: string
  readonly role: string
  readonly entityId: string
}

/** The run of the orchestrator, or the task of an agent, on whose behalf something is asked. */
export class WorkflowRun extends Context.Service<
  WorkflowRun,
  {
    readonly workflowId: string
    /** What its steps are named under: the workflow, or the task that asks others. */
    readonly name: string
    /**
     * Entity id under which its agents are activated. All tasks of a run share it with the run itself,
     * so that they live on one node: see docs/decisions/0002.
     */
    readonly entityId: string
    readonly priority: number
    readonly tenant: string
    /** Epoch milliseconds at which all that is asked must have ended. */
    readonly deadline: number
    /** The versions of agents that the run began with; others are chosen when they are asked. */
    readonly versions: Readonly<Record<string, number>>
    /** Counts the tasks of the run. */
    readonly nextOrder: Effect.Effect<number>
    /** What was asked and not answered yet: called off together with the run. */
    readonly inFlight: Ref.Ref<ReadonlyMap<string, TaskAddress>>
  }
>()("@aethercast/cluster/WorkflowRun") {
  static readonly make = Effect.fnUntraced(function* (options: {
    readonly workflowId: string
    readonly name?: string
    readonly entityId: string
    readonly priority: number
    readonly tenant?: string
    readonly deadline?: number
    readonly versions?: Readonly<Record<string, number>>
    /** Order of the first task; further ones count on. */
    readonly order?: number
  }) {
    const orders = yield* Ref.make(options.order ?? 0)
    return WorkflowRun.of({
      workflowId: options.workflowId,
      name: options.name ?? options.workflowId,
      entityId: options.entityId,
      priority: options.priority,
      tenant: options.tenant ?? "",
      deadline: options.deadline ?? Number.MAX_SAFE_INTEGER,
      versions: options.versions ?? {},
      nextOrder: Ref.getAndUpdate(orders, (n) => n + 1),
      inFlight: yield* Ref.make<ReadonlyMap<string, TaskAddress>>(new Map())
    })
  })
}

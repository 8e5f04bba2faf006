import { Context, Effect, Ref } from "effect"
import { Workflow, WorkflowEngine } from "effect/workflow"
import type { Role } from "../node/Role.ts"

/** Where a task is executed: enough to reach it. */
export interface TaskAddress {
  readonly id: string
  readonly role: Role
  readonly entityId: string
}

/** The run of a workflow, or the task of an agent, on whose behalf tasks are requested. */
export class WorkflowRun extends Context.Service<
  WorkflowRun,
  {
    readonly workflowId: string
    /** Prefix of the ids of its tasks: the workflow's id, or that of the task that requests others. */
    readonly name: string
    /**
     * Entity id under which its agents are activated. All tasks of a run share it with the run itself,
     * so that they live on one node: see docs/decisions/0002.
     */
    readonly entityId: string
    readonly priority: number
    readonly tenant: string
    /** Epoch milliseconds at which all its tasks must have ended. */
    readonly deadline: number
    /** The versions of agents that the run began with; others are chosen when they are asked. */
    readonly versions: Readonly<Record<string, number>>
    /** Numbers the tasks of the run. */
    readonly nextOrder: Effect.Effect<number>
    /** The tasks that were requested and not answered yet: cancelled together with the run. */
    readonly inFlight: Ref.Ref<ReadonlyMap<string, TaskAddress>>
    /** The run is not suspended while the effect runs, even if other branches of it wait. */
    readonly awake: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
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
    /** Undefined for a task, and in a test. */
    readonly instance?: WorkflowEngine.WorkflowInstance["Service"]
  }) {
    const { instance } = options
    const orders = yield* Ref.make(0)
    return WorkflowRun.of({
      workflowId: options.workflowId,
      name: options.name ?? options.workflowId,
      entityId: options.entityId,
      priority: options.priority,
      tenant: options.tenant ?? "",
      deadline: options.deadline ?? Number.MAX_SAFE_INTEGER,
      versions: options.versions ?? {},
      nextOrder: Ref.getAndUpdate(orders, (n) => n + 1),
      inFlight: yield* Ref.make<ReadonlyMap<string, TaskAddress>>(new Map()),
      awake: (effect) => (instance === undefined ? effect : activity(instance, effect))
    })
  })
}

const activity = <A, E, R>(
  instance: WorkflowEngine.WorkflowInstance["Service"],
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, Exclude<R, WorkflowEngine.WorkflowInstance>> =>
  Effect.provideService(
    Workflow.wrapActivityResult(effect, () => false),
    WorkflowEngine.WorkflowInstance,
    instance
  )

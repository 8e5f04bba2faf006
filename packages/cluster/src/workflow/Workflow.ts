import { Effect, Layer, Schema, type Scope } from "effect"
import type { Workflow as EngineWorkflow, WorkflowEngine } from "effect/workflow"
import type { Cancellations } from "../agent/Cancellations.ts"
import { LocalAgents } from "../agent/LocalAgents.ts"
import type { TaskDispatcher } from "../agent/TaskDispatcher.ts"
import { Refused, type TaskFailure } from "../agent/TaskFailure.ts"
import * as ContractCodec from "../internal/ContractCodec.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import { defaultRole } from "../node/Role.ts"
import { AgentCard } from "../registry/AgentCard.ts"
import type { DeadLetters } from "../supervision/DeadLetters.ts"
import { executionIdOf } from "./internal/EngineWorkflow.ts"
import * as WorkflowHost from "./internal/WorkflowHost.ts"
import { type StartRequest, WorkflowClient } from "./WorkflowClient.ts"
import type { WorkflowError, WorkflowFailure, WorkflowNotFound } from "./WorkflowFailure.ts"
import type { WorkflowRun } from "./WorkflowRun.ts"

/** What a workflow is. */
export interface Definition<I, IE, A, AE, E, EE> extends ContractCodec.Contract<
  I,
  IE,
  A,
  AE,
  E,
  EE
> {
  readonly name: string
  /** The newest version. Older ones are served beside it, for runs that began with them. */
  readonly version: number
  /** Names the run: the same id is the same run, however often it is started. */
  readonly workflowId: (input: I) => string
  /** What sets it off, for the ledger. */
  readonly trigger: string
  /** From 0, background, to 9, a person waits. */
  readonly priority: number
}

export interface StartOptions {
  /** The id of the run with which it is cancelled. Default: the run that executes it. */
  readonly parent?: string | undefined
  /** On whose behalf it runs. Default: as the run that starts it. */
  readonly session?: string | undefined
}

/** How a run can fail: by itself, by a task or a child of it, or as every run can. */
export type RunError<E> = E | TaskFailure | WorkflowFailure

/** A durable run that requests tasks from agents. */
export interface Workflow<I, A, E> {
  readonly name: string
  readonly version: number
  readonly trigger: string
  /** Starts a run, or does nothing if it exists. Returns its id when the start is stored. */
  readonly start: (input: I, options?: StartOptions) => Effect.Effect<string, never, WorkflowClient>
  /**
   * Starts a run, or joins it if it exists, and awaits its result. In a run, the other is its child: it
   * is cancelled together with its parent, which may be suspended meanwhile.
   */
  readonly execute: (
    input: I,
    options?: StartOptions
  ) => Effect.Effect<A, RunError<E>, WorkflowClient>
  /** Awaits the result of a run, from any process of the cluster, however long it takes. */
  readonly result: (
    workflowId: string
  ) => Effect.Effect<A, RunError<E> | WorkflowNotFound, WorkflowClient>
  /** Cancels a run with its tasks and children; false if it had ended or was never started. */
  readonly cancel: (
    workflowId: string,
    reason: string
  ) => Effect.Effect<boolean, never, WorkflowClient>
  /** The entity id that a run shares with its agents: an entity of this id lives on the same node. */
  readonly entityIdOf: (workflowId: string) => Effect.Effect<string>
  /** Serves the workflow on this node. */
  readonly layer: <R, R2 = never, R3 = never>(
    run: (input: I) => Effect.Effect<A, RunError<E>, R>,
    options?: LayerOptions<I, A, E, R2, R3>
  ) => Layer.Layer<never, never, Remaining<R | R2 | R3> | HostServices>
  /** For callers that only have JSON, such as a command line. */
  readonly json: JsonWorkflow
}

/** A workflow whose input and result are JSON. */
export interface JsonWorkflow {
  readonly start: (
    input: unknown,
    options?: StartOptions
  ) => Effect.Effect<string, Schema.SchemaError, WorkflowClient>
  readonly result: (
    workflowId: string
  ) => Effect.Effect<Schema.Json, WorkflowError | WorkflowNotFound, WorkflowClient>
}

export interface LayerOptions<I, A, E, R2, R3> {
  /** Older versions by their number, for the runs that began with them. */
  readonly older?: Readonly<Record<number, (input: I) => Effect.Effect<A, RunError<E>, R2>>>
  /**
   * Runs after a cancelled run, its tasks and its children have ended, and before the cancellation is
   * confirmed. Idempotent: a node that dies meanwhile leaves it to the next, which repeats it.
   */
  readonly onCancelled?: (input: I, reason: string) => Effect.Effect<void, never, R3>
}

/** Without what every run has. */
type Remaining<R> = Exclude<
  Exclude<R, WorkflowRun>,
  | EngineWorkflow.Execution<string>
  | Scope.Scope
  | WorkflowEngine.WorkflowEngine
  | WorkflowEngine.WorkflowInstance
>

type HostServices =
  | WorkflowEngine.WorkflowEngine
  | WorkflowClient
  | Cancellations
  | DeadLetters
  | Ledger
  | LocalAgents
  | TaskDispatcher

/**
 * Declares a workflow. After a crash a run is executed again from its start, and everything that it
 * requested before is answered from storage: it must request the same steps in the same way, and its
 * other effects must be idempotent. A run keeps the version that it began with, and those of all agents.
 *
 * @example
 * const Refund = Workflow.make({
 *   name: "Refund",
 *   version: 1,
 *   input: Schema.Struct({ order: Schema.String }),
 *   success: Schema.Struct({ receipt: Schema.String }),
 *   error: OrderUnknown,
 *   workflowId: ({ order }) => `refund:${order}`,
 *   trigger: "customer",
 *   priority: 5
 * })
 */
export const make = <I, IE, A, AE, E, EE>(
  definition: Definition<I, IE, A, AE, E, EE>
): Workflow<I, A, E> => {
  const { name, priority, trigger, version } = definition
  const codec = ContractCodec.make(definition)
  const decodeInput = Schema.decodeUnknownEffect(Schema.toCodecJson(definition.input))

  const withRequest = <B, E2>(
    send: (client: WorkflowClient["Service"], request: StartRequest) => Effect.Effect<B, E2>
  ) =>
    Effect.fnUntraced(function* (input: I, options: StartOptions = {}) {
      const client = yield* WorkflowClient
      const encoded = yield* codec.encodeInput(input)
      const workflowId = definition.workflowId(input)
      return yield* send(client, {
        workflow: name,
        workflowId,
        version,
        trigger,
        input: encoded,
        session: options.session,
        parent: options.parent
      })
    })

  const decoded = <E2>(result: Effect.Effect<Schema.Json, E2 | Refused, WorkflowClient>) =>
    result.pipe(
      Effect.catchIf(isRefused, ({ error }) =>
        Effect.flatMap(codec.decodeError(error), Effect.fail)
      ),
      Effect.flatMap(codec.decodeSuccess)
    )

  const start = withRequest((client, request) =>
    Effect.as(client.start(request), request.workflowId)
  )
  const resultOf = (workflowId: string) =>
    Effect.flatMap(WorkflowClient, (client) => client.result({ workflow: name, workflowId }))
  const execute = withRequest((client, request) => client.execute(request))

  return {
    name,
    version,
    trigger,
    start,
    execute: (input, options) => decoded(execute(input, options)),
    result: (workflowId) => decoded(resultOf(workflowId)),
    cancel: (workflowId, reason) =>
      Effect.flatMap(WorkflowClient, (client) =>
        client.cancel({ workflow: name, workflowId }, reason)
      ),
    entityIdOf: (workflowId) => executionIdOf(name, workflowId),
    json: {
      start: (input, options) =>
        Effect.flatMap(decodeInput(input), (decoded) => start(decoded, options)),
      result: resultOf
    },
    layer: <R, R2 = never, R3 = never>(
      run: (input: I) => Effect.Effect<A, RunError<E>, R>,
      { older = {}, onCancelled = () => Effect.void }: LayerOptions<I, A, E, R2, R3> = {}
    ) => {
      const versions = new Map<number, (input: I) => Effect.Effect<A, RunError<E>, R | R2>>()
      for (const [number, serve] of Object.entries(older)) versions.set(Number(number), serve)
      versions.set(version, run)
      return Layer.merge(
        WorkflowHost.layer<I, A, E, R | R2 | R3>({
          name,
          trigger,
          priority,
          codec,
          versions,
          onCancelled
        }),
        announcing(definition, [...versions.keys()])
      )
    }
  }
}

/** The entity id of a run of the workflow `name`. */
export const entityIdOf: (name: string, workflowId: string) => Effect.Effect<string> = executionIdOf

const isRefused = Schema.is(Refused)

/** Registers the versions that this node serves, for the other nodes. */
const announcing = (
  { name, trigger }: Pick<Workflow<unknown, unknown, unknown>, "name" | "trigger">,
  versions: ReadonlyArray<number>
) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const local = yield* LocalAgents
      yield* Effect.forEach(versions, (version) =>
        local.announce(
          new AgentCard({
            kind: "workflow",
            name,
            version,
            description: trigger,
            capabilities: [],
            dependencies: [],
            role: defaultRole,
            cost: 0
          })
        )
      )
    })
  )

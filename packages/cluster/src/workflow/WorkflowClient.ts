import { Clock, Context, Effect, Exit, Layer, Option, Schedule, Schema } from "effect"
import { EntityAddress, EntityId, EntityType, MessageStorage, Sharding } from "effect/cluster"
import { DurableDeferred, WorkflowEngine } from "effect/workflow"
import { TaskDispatcher } from "../agent/TaskDispatcher.ts"
import { checkSize } from "../internal/JsonValue.ts"
import { Ledger } from "../ledger/Ledger.ts"
import { summary } from "../ledger/LedgerEntry.ts"
import { retryEngine } from "../node/EngineRetry.ts"
import { defaultRole } from "../node/Role.ts"
import { AgentRegistry } from "../registry/AgentRegistry.ts"
import { versionFor } from "../registry/Ramp.ts"
import { Ramps } from "../registry/Ramps.ts"
import { engineWorkflow, executionIdOf, retryWorkflowEngine } from "./internal/EngineWorkflow.ts"
import { WorkflowControl } from "./internal/WorkflowControl.ts"
import { type WorkflowError, WorkflowNotFound } from "./WorkflowFailure.ts"
import { WorkflowRun } from "./WorkflowRun.ts"

/** Which run. */
export interface RunId {
  readonly workflow: string
  readonly workflowId: string
}

export interface StartRequest extends RunId {
  /** The version to start if no node has registered one yet. */
  readonly version: number
  /** What set it off, for the ledger. */
  readonly trigger: string
  readonly input: Schema.Json
  /** The session of the user on whose behalf it runs. Default: that of the run that starts this one. */
  readonly session?: string | undefined
  /** The run with which it is cancelled. Default: the run that executes it. */
  readonly parent?: string | undefined
}

/**
 * Starts runs, awaits and cancels them, from a node or from a client of the cluster. Values are JSON:
 * `Workflow` is the typed interface to it.
 */
export class WorkflowClient extends Context.Service<
  WorkflowClient,
  {
    /** Starts a run, or does nothing if it exists. Returns when the start is stored. */
    start(request: StartRequest): Effect.Effect<void>
    /** Starts a run, or joins it if it exists, and awaits its result. */
    execute(request: StartRequest): Effect.Effect<Schema.Json, WorkflowError>
    /** Awaits the result of a run that was started. */
    result(run: RunId): Effect.Effect<Schema.Json, WorkflowError | WorkflowNotFound>
    /** Cancels a run and everything below it; false if it had ended, or none is found within 30 s. */
    cancel(run: RunId, reason: string): Effect.Effect<boolean>
    /** Sends a signal to a run that was started. The first value of a name is kept. */
    signal(run: RunId, name: string, value: Schema.Json): Effect.Effect<void, WorkflowNotFound>
  }
>()("@aethercast/cluster/WorkflowClient") {
  static readonly layer = Layer.effect(
    WorkflowClient,
    Effect.gen(function* () {
      const engine = yield* WorkflowEngine.WorkflowEngine
      const sharding = yield* Sharding.Sharding
      const storage = yield* MessageStorage.MessageStorage
      const dispatcher = yield* TaskDispatcher
      const ledger = yield* Ledger
      const ramps = yield* Ramps
      const registry = yield* AgentRegistry
      const control = yield* WorkflowControl.client

      const withEngine = Effect.provideService(WorkflowEngine.WorkflowEngine, engine)

      /** The version of a run is decided, and recorded, when it starts. */
      const prepare = Effect.fnUntraced(function* (
        {
          input,
          parent: cancelledWith,
          session,
          trigger,
          version,
          workflow,
          workflowId
        }: StartRequest,
        isAwaited: boolean
      ) {
        yield* checkSize(workflowId, "input", JSON.stringify(input))
        const parent = Option.getOrUndefined(yield* Effect.serviceOption(WorkflowRun))
        const parentWorkflowId = cancelledWith ?? (isAwaited ? parent?.workflowId : undefined)
        const tenant = session ?? parent?.tenant ?? ""
        const ramp = yield* ramps.of("workflow", workflow)
        // The run may be executed by any node: it gets a version that all of them serve.
        const served = yield* registry.versionsOf("workflow", workflow)
        const payload = {
          workflowId,
          tenant,
          version: versionFor(ramp, workflowId, served) ?? version,
          versions: parent?.versions ?? (yield* dispatcher.versionsFor(workflowId)),
          input
        }
        // A cancelled parent finds its children in the ledger.
        yield* ledger[parentWorkflowId === undefined ? "record" : "recordAndFlush"]({
          _tag: "Workflow",
          workflowId,
          name: workflow,
          trigger,
          version: payload.version,
          status: "PENDING",
          context: summary(input),
          sessionId: tenant === "" ? undefined : tenant,
          parentWorkflowId
        })
        return payload
      })

      const isStarted = Effect.fnUntraced(function* ({ workflow }: RunId, executionId: string) {
        const entityId = EntityId.make(executionId)
        const address = EntityAddress.make({
          shardId: sharding.getShardId(entityId, defaultRole),
          entityType: EntityType.make(`Workflow/${workflow}`),
          entityId
        })
        const request = storage.requestIdForPrimaryKey({ address, tag: "run", id: "" })
        return Option.isSome(yield* retryEngine(request))
      })

      const find = Effect.fnUntraced(function* (run: RunId) {
        const executionId = yield* executionIdOf(run.workflow, run.workflowId)
        if (yield* isStarted(run, executionId)) return executionId
        return yield* new WorkflowNotFound(run)
      })

      return WorkflowClient.of({
        start: Effect.fn("WorkflowClient.start")(function* (request) {
          const payload = yield* prepare(request, false)
          yield* retryWorkflowEngine(
            engineWorkflow(request.workflow).execute(payload, { discard: true, detached: true })
          ).pipe(withEngine)
        }),
        execute: Effect.fn("WorkflowClient.execute")(function* (request) {
          const payload = yield* prepare(request, true)
          return yield* retryWorkflowEngine(engineWorkflow(request.workflow).execute(payload)).pipe(
            withEngine
          )
        }),
        result: Effect.fn("WorkflowClient.result")(function* (run) {
          const executionId = yield* find(run)
          const poll = engine.poll(engineWorkflow(run.workflow), executionId)
          const exit = yield* retryWorkflowEngine(poll).pipe(
            Effect.flatMap(Effect.fromOption),
            Effect.flatMap((result) =>
              result._tag === "Complete" ? Effect.succeed(result.exit) : Effect.fail("suspended")
            ),
            Effect.retry(polls),
            Effect.orDie
          )
          return yield* exit
        }),
        cancel: Effect.fn("WorkflowClient.cancel")(function* ({ workflow, workflowId }, reason) {
          const at = yield* Clock.currentTimeMillis
          const entityId = yield* executionIdOf(workflow, workflowId)
          return yield* retryEngine(
            control(entityId).Cancel({ workflow, workflowId, reason: reason.slice(0, 500), at })
          )
        }),
        signal: Effect.fn("WorkflowClient.signal")(function* (run, name, value) {
          const executionId = yield* find(run)
          yield* retryWorkflowEngine(
            engine.deferredDone(DurableDeferred.make(name, { success: Schema.Json }), {
              workflowName: run.workflow,
              executionId,
              deferredName: name,
              exit: Exit.succeed(value)
            })
          )
        })
      })
    })
  )
}

/** For as long as the run takes. */
const polls = Schedule.min([Schedule.exponential("50 millis", 1.5), Schedule.spaced("1 second")])

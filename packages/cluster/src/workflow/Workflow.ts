import { Cause, Effect, Exit, Layer, Schema } from "effect"
import { Workflow, type WorkflowEngine } from "effect/workflow"
import { AgentCard } from "../registry/AgentCard.ts"
import { Cancellations } from "../agent/Cancellations.ts"
import { TaskDispatcher } from "../agent/TaskDispatcher.ts"
import { isEngineError, retryEngine } from "../node/EngineRetry.ts"
import { LocalAgents } from "../agent/LocalAgents.ts"
import { Ledger } from "../ledger/Ledger.ts"
import { summary, type WorkflowEntry } from "../ledger/LedgerEntry.ts"
import { defaultRole } from "../node/Role.ts"
import { versionFor } from "../registry/Ramp.ts"
import { Ramps } from "../registry/Ramps.ts"
import { AgentRegistry } from "../registry/AgentRegistry.ts"
import * as DeadLetter from "../supervision/DeadLetter.ts"
import { DeadLetters } from "../supervision/DeadLetters.ts"
import type { TaskStatus } from "../agent/Task.ts"
import { Cancelled } from "../agent/TaskFailure.ts"
import { failureText } from "./internal/FailureText.ts"
import { WorkflowRun } from "./WorkflowRun.ts"

/** What a workflow says of itself. */
export interface Definition<I, IE> {
  readonly name: string
  /** The newest version. Older ones are served beside it, for runs that began with them. */
  readonly version: number
  readonly input: Schema.Codec<I, IE>
  /** Names the run: the same input is the same run, however often it is started. */
  readonly workflowId: (input: I) => string
  /** What sets it off, for the ledger. */
  readonly trigger: string
  /** 0 is background, 9 is a listener waiting. */
  readonly priority: number
}

/** What starting and serving workflows needs. */
export type Needs = WorkflowEngine.WorkflowEngine | Ledger | TaskDispatcher | Ramps | AgentRegistry

export interface Orchestration<I> {
  readonly name: string
  /** Starts the run, or does nothing when it exists; answers when the start is stored. */
  readonly start: (input: I, sessionId: string | null) => Effect.Effect<void, never, Needs>
  /** Calls the run and all its tasks off; answers when that is recorded, false when it did not run. */
  readonly cancel: (
    workflowId: string,
    reason: string
  ) => Effect.Effect<boolean, never, TaskDispatcher>
  /** The entity id that the run and its agents share. */
  readonly entityIdOf: (workflowId: string) => Effect.Effect<string>
  /** Serves the workflow on this node. */
  readonly layer: <R, R2 = never, R3 = never>(
    run: (input: I) => Effect.Effect<void, never, R>,
    options?: LayerOptions<I, R2, R3>
  ) => Layer.Layer<
    never,
    never,
    Exclude<R | R2 | R3, WorkflowRun> | Needs | Cancellations | DeadLetters | LocalAgents
  >
}

export interface LayerOptions<I, R2, R3> {
  /** Older versions by their number, for the runs that began with them. */
  readonly older?: Readonly<Record<number, (input: I) => Effect.Effect<void, never, R2>>>
  /**
   * Runs after a cancelled run and its tasks were interrupted, and before the cancellation is
   * confirmed. Idempotent: a node that dies meanwhile leaves it to the next, which repeats it.
   */
  readonly onCancelled?: (input: I, reason: string) => Effect.Effect<void, never, R3>
}

/**
 * Declares a workflow: a durable run that asks agents, in an order of its own. After a crash it runs
 * again from the start, and what was asked before is answered from storage; so it must ask the same
 * steps for the same answers, and every other effect in it must bear to be repeated. A run keeps the
 * version, and the versions of all agents, that it began with.
 */
export const make = <I, IE>(definition: Definition<I, IE>): Orchestration<I> => {
  const wire = Schema.toCodecJson(definition.input)
  const workflow = Workflow.make(definition.name, {
    payload: Payload.fields,
    idempotencyKey: ({ workflowId }) => workflowId
  })

  const record = Effect.fnUntraced(function* (
    workflowId: string,
    version: number,
    status: TaskStatus,
    details: Pick<WorkflowEntry, "context" | "error" | "sessionId">
  ) {
    const ledger = yield* Ledger
    const isEnd = status === "COMPLETED" || status === "FAILED"
    // The engine never runs again what has ended: its end is told before that.
    yield* ledger[isEnd ? "recordAndFlush" : "record"]({
      _tag: "Workflow",
      workflowId,
      name: definition.name,
      trigger: definition.trigger,
      version,
      status,
      ...details
    })
  })

  return {
    name: definition.name,
    entityIdOf: (workflowId) => entityIdOf(definition.name, workflowId),
    start: Effect.fnUntraced(function* (input: I, sessionId: string | null) {
      const workflowId = definition.workflowId(input)
      const encoded = yield* Effect.orDie(Schema.encodeEffect(wire)(input))
      const ramps = yield* Ramps
      const ramp = yield* ramps.of("workflow", definition.name)
      const versions = yield* (yield* TaskDispatcher).versionsFor(workflowId)
      // The run may live on any node: it gets a version that all of them have.
      const known = yield* (yield* AgentRegistry).versionsOf("workflow", definition.name)
      const version = versionFor(ramp, workflowId, known) ?? definition.version
      const payload = { workflowId, tenant: sessionId ?? "", version, versions, input: encoded }
      yield* record(workflowId, version, "PENDING", {
        context: summary(encoded),
        sessionId: sessionId ?? undefined
      })
      // The engine makes a defect of trouble with the storage, which passes.
      yield* retryEngine(
        workflow
          .execute(payload, { discard: true })
          .pipe(
            Effect.catchDefect((defect) =>
              isEngineError(defect) ? Effect.fail(defect) : Effect.die(defect)
            )
          )
      )
    }),
    cancel: Effect.fnUntraced(function* (workflowId, reason) {
      const dispatcher = yield* TaskDispatcher
      const entityId = yield* entityIdOf(definition.name, workflowId)
      return yield* dispatcher.cancel({ id: workflowId, role: defaultRole, entityId }, reason)
    }),
    layer: <R, R2 = never, R3 = never>(
      run: (input: I) => Effect.Effect<void, never, R>,
      { older = {}, onCancelled = () => Effect.void }: LayerOptions<I, R2, R3> = {}
    ) =>
      workflow
        .toLayer(
          Effect.fnUntraced(function* (
            { tenant, version, versions, workflowId, ...payload },
            entityId
          ) {
            const cancellations = yield* Cancellations
            const letters = yield* DeadLetters
            const dispatcher = yield* TaskDispatcher
            const serving: ((input: I) => Effect.Effect<void, never, R | R2>) | undefined =
              version === definition.version ? run : older[version]
            if (serving === undefined) {
              return yield* record(workflowId, version, "FAILED", {
                error: `No node serves version ${version} of ${definition.name} any more`
              })
            }
            const input = yield* Effect.orDie(Schema.decodeEffect(wire)(payload.input))
            yield* record(workflowId, version, "IN_PROGRESS", {})
            const own = yield* WorkflowRun.make({
              workflowId,
              entityId,
              tenant,
              priority: definition.priority,
              versions
            })
            const ran = Effect.provideService(serving(input), WorkflowRun, own).pipe(
              Effect.onExit((exit) =>
                Exit.isSuccess(exit)
                  ? record(workflowId, version, "COMPLETED", {})
                  : Cause.hasInterruptsOnly(exit.cause)
                    ? Effect.void
                    : record(workflowId, version, "FAILED", {
                        error: failureText(exit.cause)
                      })
              )
            )
            yield* cancellations.run(
              workflowId,
              ran,
              Effect.fnUntraced(function* (reason) {
                yield* dispatcher.cancelAll(own, reason)
                yield* Effect.provideService(onCancelled(input, reason), WorkflowRun, own)
                yield* letters.settleAll(workflowId, DeadLetter.cancelled(reason))
                yield* record(workflowId, version, "FAILED", {
                  error: `${Cancelled.identifier}: ${reason}`
                })
              })
            )
          })
        )
        .pipe(
          Layer.merge(
            announcing(definition, [definition.version, ...Object.keys(older).map(Number)])
          )
        )
  }
}

/** Tells the other nodes which versions this one serves. */
const announcing = (
  { name, trigger }: Pick<Definition<unknown, unknown>, "name" | "trigger">,
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

/** The place of a run of the workflow `name`, as the engine works it out. */
export const entityIdOf = (name: string, workflowId: string): Effect.Effect<string> =>
  Workflow.make(name, {
    payload: { workflowId: Schema.String },
    idempotencyKey: (run) => run.workflowId
  }).executionId({ workflowId })

/** What a run keeps from its beginning. */
const Payload = Schema.Struct({
  workflowId: Schema.String,
  tenant: Schema.String,
  version: Schema.Int,
  versions: Schema.Record(Schema.String, Schema.Int),
  input: Schema.Json
})

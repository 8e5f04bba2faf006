import { Cause, Effect, Exit, Schema } from "effect"
import type { Sharding } from "effect/cluster"
import { Workflow, type WorkflowEngine } from "effect/workflow"
import type { Layer } from "effect"
import { isEngineTrouble, rideOut } from "./EngineTrouble.ts"
import { Ledger, summary, WorkflowEntry } from "./Ledger.ts"
import type { TaskStatus } from "./Task.ts"
import { WorkflowRun } from "./WorkflowRun.ts"

/** What a workflow says of itself. */
export interface Definition<I, IE> {
  readonly name: string
  readonly version: number
  readonly input: Schema.Codec<I, IE>
  /** Names the run: the same input is the same run, however often it is started. */
  readonly workflowId: (input: I) => string
  /** What sets it off, for the ledger. */
  readonly trigger: string
  /** 0 is background, 9 is a listener waiting. */
  readonly priority: number
}

export interface Orchestration<I> {
  /** Starts the run, or does nothing when it exists; answers when the start is stored. */
  readonly start: (
    input: I,
    sessionId: string | null
  ) => Effect.Effect<void, never, WorkflowEngine.WorkflowEngine | Ledger>
  /** The entity id that the run and its agents share. */
  readonly placeOf: (workflowId: string) => Effect.Effect<string>
  /** Serves the workflow on this node. */
  readonly layer: <R>(
    run: (input: I) => Effect.Effect<void, never, R>
  ) => Layer.Layer<
    never,
    never,
    Exclude<R, WorkflowRun> | WorkflowEngine.WorkflowEngine | Ledger | Sharding.Sharding
  >
}

/**
 * Declares a workflow: a durable run that asks agents, in an order of its own. After a crash it runs
 * again from the start, and what was asked before is answered from storage; so it must ask the same
 * steps for the same answers, and every other effect in it must bear to be repeated.
 */
export const make = <I, IE>(definition: Definition<I, IE>): Orchestration<I> => {
  const wire = Schema.toCodecJson(definition.input)
  const workflow = Workflow.make(definition.name, {
    payload: { workflowId: Schema.String, input: Schema.Json },
    idempotencyKey: ({ workflowId }) => workflowId
  })

  const record = Effect.fnUntraced(function* (
    workflowId: string,
    status: TaskStatus,
    details: {
      readonly context?: Schema.Json
      readonly error?: string
      readonly sessionId?: string | null
    }
  ) {
    const ledger = yield* Ledger
    const isEnd = status === "COMPLETED" || status === "FAILED"
    // The engine never runs again what has ended: its end is told before that.
    yield* ledger[isEnd ? "settle" : "record"](
      new WorkflowEntry({
        workflowId,
        name: definition.name,
        sessionId: details.sessionId ?? null,
        trigger: definition.trigger,
        version: definition.version,
        status,
        context: details.context ?? null,
        error: details.error ?? null
      })
    )
  })

  return {
    start: Effect.fnUntraced(function* (input: I, sessionId: string | null) {
      const workflowId = definition.workflowId(input)
      const encoded = yield* Effect.orDie(Schema.encodeEffect(wire)(input))
      yield* record(workflowId, "PENDING", { context: summary(encoded), sessionId })
      // The engine makes a defect of trouble with the storage, which passes.
      yield* rideOut<string, never, WorkflowEngine.WorkflowEngine>(
        workflow
          .execute({ workflowId, input: encoded }, { discard: true })
          .pipe(
            Effect.catchDefect((defect) =>
              isEngineTrouble(defect) ? Effect.fail(defect) : Effect.die(defect)
            )
          )
      )
    }),
    placeOf: (workflowId) => workflow.executionId({ workflowId, input: null }),
    layer: (run) =>
      workflow.toLayer(
        Effect.fnUntraced(function* (payload, executionId) {
          const input = yield* Effect.orDie(Schema.decodeEffect(wire)(payload.input))
          yield* record(payload.workflowId, "IN_PROGRESS", {})
          yield* run(input).pipe(
            Effect.provideServiceEffect(
              WorkflowRun,
              WorkflowRun.make({
                workflowId: payload.workflowId,
                place: executionId,
                priority: definition.priority
              })
            ),
            Effect.onExit((exit) =>
              Exit.isSuccess(exit)
                ? record(payload.workflowId, "COMPLETED", {})
                : Cause.hasInterruptsOnly(exit.cause)
                  ? Effect.void
                  : record(payload.workflowId, "FAILED", {
                      error: Cause.pretty(exit.cause).slice(0, 2000)
                    })
            )
          )
        })
      )
  }
}

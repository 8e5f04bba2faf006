import { Effect, Schema } from "effect"
import { DurableDeferred, type WorkflowEngine } from "effect/workflow"
import { retryWorkflowEngine } from "./internal/EngineWorkflow.ts"
import { WorkflowClient } from "./WorkflowClient.ts"
import type { WorkflowNotFound } from "./WorkflowFailure.ts"

/** A value that comes to a run from outside. */
export interface Signal<A> {
  readonly name: string
  /**
   * Waits for the signal; the run is suspended meanwhile, and needs no memory. With a `key`, waits for
   * the signal of that key: a run that needs several values uses a key for each.
   */
  readonly await: (
    key?: string
  ) => Effect.Effect<A, never, WorkflowEngine.WorkflowEngine | WorkflowEngine.WorkflowInstance>
  /**
   * Sends the signal to a run; it may come before the run waits for it. Returns when it is stored. The
   * first value of a key is kept, later ones are ignored.
   */
  readonly send: (
    run: { readonly workflow: { readonly name: string }; readonly workflowId: string },
    value: A,
    key?: string
  ) => Effect.Effect<void, WorkflowNotFound, WorkflowClient>
}

/**
 * Declares a signal.
 *
 * @example
 * const Approval = Signal.make({ name: "approval", value: Schema.Boolean })
 * // in the run
 * const approved = yield* Approval.await()
 * // anywhere else
 * yield* Approval.send({ workflow: Refund, workflowId: "refund:7" }, true)
 */
export const make = <A, I>(definition: {
  readonly name: string
  readonly value: Schema.Codec<A, I>
}): Signal<A> => {
  const codec = Schema.toCodecJson(definition.value)
  const encode = Schema.encodeEffect(codec)
  const decode = Schema.decodeEffect(codec)
  const nameOf = (key: string | undefined) =>
    key === undefined ? definition.name : `${definition.name}/${key}`
  return {
    name: definition.name,
    await: (key) =>
      retryWorkflowEngine(
        DurableDeferred.await(DurableDeferred.make(nameOf(key), { success: Schema.Json }))
      ).pipe(Effect.flatMap((json) => Effect.orDie(decode(json)))),
    send: Effect.fnUntraced(function* ({ workflow, workflowId }, value, key) {
      const client = yield* WorkflowClient
      const json = yield* Effect.orDie(encode(value))
      yield* client.signal({ workflow: workflow.name, workflowId }, nameOf(key), json)
    })
  }
}

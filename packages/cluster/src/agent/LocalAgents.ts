import { Context, Effect, Layer, type Option, type Schema, type Scope } from "effect"
import * as AwaitableMap from "./internal/AwaitableMap.ts"
import { type AgentCard, keyOf } from "../registry/AgentCard.ts"
import type { Supervision } from "../supervision/Supervision.ts"
import type { Task } from "./Task.ts"
import type { WorkflowRun } from "../workflow/WorkflowRun.ts"

/** An agent's own error: its tag, which supervision goes by, and itself as JSON. */
export interface Failing {
  readonly tag: string
  readonly error: Schema.Json
}

/** What a turn is handed beside its input. */
export interface TurnContext {
  readonly task: Task
  /** The fallback that is tried; undefined for the agent's own way. */
  readonly fallback: string | undefined
  /** Yields bytes while working, to whoever follows the task. */
  readonly emit: (bytes: Uint8Array) => Effect.Effect<void>
  /** Adds to what the task has cost, in the units of the agent's card. */
  readonly charge: (cost: number) => Effect.Effect<void>
}

/** An agent as its node runs it: everything encoded, its services provided. */
export interface AgentRegistration {
  readonly card: AgentCard
  readonly supervision: Supervision<string, string>
  readonly activate: Effect.Effect<
    (input: Schema.Json, tools: TurnContext) => Effect.Effect<Schema.Json, Failing, WorkflowRun>,
    never,
    Scope.Scope
  >
  /** The declared answer when nothing else is left. */
  readonly degraded: ((input: Schema.Json) => Effect.Effect<Schema.Json>) | undefined
}

/** The agents that this node serves, by name and version. */
export class LocalAgents extends Context.Service<
  LocalAgents,
  {
    /** Serves the agent until the scope closes. */
    serve(agent: AgentRegistration): Effect.Effect<void, never, Scope.Scope>
    has(name: string, version: number): Effect.Effect<boolean>
    /** An agent of this node; one that is not there yet is waited for, at most 10 s. */
    find(name: string, version: number): Effect.Effect<Option.Option<AgentRegistration>>
    /** Tells that this node has it, until the scope closes. */
    announce(card: AgentCard): Effect.Effect<void, never, Scope.Scope>
    /** Of all that this node has. */
    readonly cards: Effect.Effect<ReadonlyArray<AgentCard>>
  }
>()("@aethercast/cluster/LocalAgents") {
  static readonly layer = Layer.effect(
    LocalAgents,
    Effect.sync(() => {
      const served = AwaitableMap.make<string, AgentRegistration>()
      const announced = new Set<AgentCard>()

      return LocalAgents.of({
        serve: (agent) =>
          Effect.acquireRelease(
            Effect.sync(() => served.set(keyOf(agent.card), agent)),
            () => Effect.sync(() => served.delete(keyOf(agent.card), agent))
          ),
        has: (name, version) =>
          Effect.sync(() => served.get(keyOf({ name, version })) !== undefined),
        find: (name, version) =>
          Effect.suspend(() => {
            const key = keyOf({ name, version })
            const known = served.get(key)
            return known === undefined
              ? Effect.timeoutOption(served.await(key), "10 seconds")
              : Effect.succeedSome(known)
          }),
        announce: (card) =>
          Effect.acquireRelease(
            Effect.sync(() => void announced.add(card)),
            () => Effect.sync(() => announced.delete(card))
          ),
        cards: Effect.sync(() => [...[...served.values()].map(({ card }) => card), ...announced])
      })
    })
  )
}

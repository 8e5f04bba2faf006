import { Context, Effect, Latch, Layer, Option, Ref, type Schema, type Scope } from "effect"
import type { AgentCard } from "../registry/AgentCard.ts"
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
    Effect.gen(function* () {
      const served = yield* Ref.make<ReadonlyMap<string, AgentRegistration>>(new Map())
      const announced = new Set<AgentCard>()
      const changed = yield* Ref.make(yield* Latch.make())
      const announce = Effect.gen(function* () {
        const before = yield* Ref.getAndSet(changed, yield* Latch.make())
        yield* Latch.open(before)
      })

      const look = Effect.fnUntraced(function* (key: string): Effect.fn.Return<AgentRegistration> {
        const next = yield* Ref.get(changed)
        const known = (yield* Ref.get(served)).get(key)
        if (known !== undefined) return known
        yield* Latch.await(next)
        return yield* look(key)
      })

      return LocalAgents.of({
        serve: (agent) =>
          Effect.acquireRelease(
            Effect.andThen(
              Ref.update(served, (known) => new Map(known).set(keyOf(agent.card), agent)),
              announce
            ),
            () =>
              Ref.update(
                served,
                (known) => new Map([...known].filter(([, other]) => other !== agent))
              )
          ),
        has: (name, version) =>
          Effect.map(Ref.get(served), (known) => known.has(keyOf({ name, version }))),
        find: (name, version) =>
          Effect.gen(function* () {
            const known = (yield* Ref.get(served)).get(keyOf({ name, version }))
            return known === undefined
              ? yield* Effect.timeoutOption(look(keyOf({ name, version })), "10 seconds")
              : Option.some(known)
          }),
        announce: (card) =>
          Effect.acquireRelease(
            Effect.sync(() => void announced.add(card)),
            () => Effect.sync(() => announced.delete(card))
          ),
        cards: Effect.map(Ref.get(served), (all) => [
          ...[...all.values()].map(({ card }) => card),
          ...announced
        ])
      })
    })
  )
}

export const keyOf = ({ name, version }: { readonly name: string; readonly version: number }) =>
  `${name}@${version}`

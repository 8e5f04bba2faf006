import { Context, Effect, Layer, type Option, type Scope } from "effect"
import * as AwaitableMap from "./internal/AwaitableMap.ts"
import { type AgentCard, keyOf } from "../registry/AgentCard.ts"
import type { AgentRegistration } from "./AgentRegistration.ts"
import { RegistrationTimeout } from "./RegistrationTimeout.ts"

/** The agents that this node serves, by name and version. */
export class LocalAgents extends Context.Service<
  LocalAgents,
  {
    /** Serves the agent until the scope closes. */
    serve(agent: AgentRegistration): Effect.Effect<void, never, Scope.Scope>
    has(name: string, version: number): Effect.Effect<boolean>
    /** An agent of this node; waits for one that is not served yet: see `RegistrationTimeout`. */
    find(name: string, version: number): Effect.Effect<Option.Option<AgentRegistration>>
    /** Registers a workflow of this node until the scope closes. */
    announce(card: AgentCard): Effect.Effect<void, never, Scope.Scope>
    /** The agents and workflows of this node. */
    readonly cards: Effect.Effect<ReadonlyArray<AgentCard>>
  }
>()("@aethercast/cluster/LocalAgents") {
  static readonly layer = Layer.effect(
    LocalAgents,
    Effect.map(RegistrationTimeout, (timeout) => {
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
              ? Effect.timeoutOption(served.await(key), timeout)
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

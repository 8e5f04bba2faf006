import { Context, Effect, Layer } from "effect"
import type { Kind } from "./AgentCard.ts"
import { AgentHealth } from "./AgentHealth.ts"
import * as PgAgentRegistry from "./internal/PgAgentRegistry.ts"
import { type LocalNode, placements, registeredAgents } from "./LocalNode.ts"
import { isServed, type Placement, versionsOnEveryNode } from "./internal/Placement.ts"
import type { RegisteredAgent } from "./RegisteredAgent.ts"

/**
 * Which agents and workflows the live nodes of the cluster serve. Every two seconds each node writes
 * what it serves into one row and reads the rows of the others; a node that has not written for six
 * seconds is gone. A node knows itself without delay. While the database is down, the last known
 * state of the other nodes stays.
 */
export class AgentRegistry extends Context.Service<
  AgentRegistry,
  {
    readonly all: Effect.Effect<ReadonlyArray<RegisteredAgent>>
    /** The versions that every live node of their role serves, ascending. */
    versionsOf(kind: Kind, name: string): Effect.Effect<ReadonlyArray<number>>
    /** Whether any live node serves that version of the agent. */
    serves(name: string, version: number): Effect.Effect<boolean>
  }
>()("@aethercast/cluster/AgentRegistry") {
  /** Of a node that serves agents itself. */
  static readonly layer = (local: LocalNode) =>
    Layer.effect(
      AgentRegistry,
      Effect.gen(function* () {
        const health = yield* AgentHealth
        const own = Effect.provideService(registeredAgents(local), AgentHealth, health)
        const { others } = yield* PgAgentRegistry.heartbeat(local.name, own, local.ramps)
        return make(
          Effect.zipWith(others, own, (all, mine) => [...all, ...mine]),
          Effect.zipWith(others, placements(local), (all, mine) => [...all, ...mine])
        )
      })
    )

  /** Of a client of the cluster, which serves nothing: every call reads the database. */
  static readonly layerReadOnly = Layer.effect(
    AgentRegistry,
    Effect.map(PgAgentRegistry.readAll, (all) => make(all, all))
  )

  /** Of a node without a cluster. */
  static readonly layerMemory = (local: LocalNode) =>
    Layer.effect(
      AgentRegistry,
      Effect.map(AgentHealth, (health) =>
        make(Effect.provideService(registeredAgents(local), AgentHealth, health), placements(local))
      )
    )
}

/** Health and load cost more to gather than placements, and are needed less often. */
const make = (
  all: Effect.Effect<ReadonlyArray<RegisteredAgent>>,
  placed: Effect.Effect<ReadonlyArray<Placement>>
) =>
  AgentRegistry.of({
    all,
    versionsOf: (kind, name) =>
      Effect.map(placed, (known) => versionsOnEveryNode(known, kind, name)),
    serves: (name, version) => Effect.map(placed, (known) => isServed(known, name, version))
  })

import { Clock, Effect } from "effect"
import { LocalAgents } from "../agent/LocalAgents.ts"
import type { Role } from "../node/Role.ts"
import { Admission, type Load } from "../supervision/Admission.ts"
import { Circuits, type CircuitState } from "../supervision/Circuits.ts"
import { type AgentCard, keyOf } from "./AgentCard.ts"
import { AgentHealth } from "./AgentHealth.ts"
import type { Placement } from "./internal/Placement.ts"
import type { Ramp } from "./Ramp.ts"
import { Ramps } from "./Ramps.ts"
import { RegisteredAgent } from "./RegisteredAgent.ts"

/** The state of a node, which it registers. */
export interface LocalNode {
  /** `host:port`, as the other nodes reach it. */
  readonly name: string
  readonly cards: Effect.Effect<ReadonlyArray<AgentCard>>
  /** By name of agent; an agent without tasks may be absent. */
  readonly load: Effect.Effect<ReadonlyMap<string, Load>>
  /** By name of dependency; one that is absent is closed. */
  readonly circuits: Effect.Effect<ReadonlyMap<string, CircuitState>>
  /** The ramps that it follows. */
  readonly ramps: Effect.Effect<ReadonlyArray<Ramp>>
}

/** The state of this process, of whose agents and workflows it serves those of its roles. */
export const make = Effect.fnUntraced(function* (name: string, roles: ReadonlyArray<Role>) {
  const agents = yield* LocalAgents
  const admission = yield* Admission
  const circuits = yield* Circuits
  const ramps = yield* Ramps
  const local: LocalNode = {
    name,
    cards: Effect.map(agents.cards, (cards) => cards.filter(({ role }) => roles.includes(role))),
    load: admission.load,
    circuits: circuits.known,
    ramps: ramps.known
  }
  return local
})

export const placements = ({ cards, name }: LocalNode): Effect.Effect<ReadonlyArray<Placement>> =>
  Effect.map(cards, (all) => all.map((card) => ({ node: name, card })))

/** The agents of the node, with their health and load at this moment. */
export const registeredAgents = Effect.fnUntraced(function* (local: LocalNode) {
  const circuits = yield* local.circuits
  const loads = yield* local.load
  const reports = new Map(
    (yield* (yield* AgentHealth).all).map((report) => [keyOf(report), report])
  )
  const seenAt = yield* Clock.currentTimeMillis
  return (yield* local.cards).map((card) => {
    const report = reports.get(keyOf(card))
    const { running, waiting } = loads.get(card.name) ?? { running: 0, waiting: 0 }
    const halfOpen = card.dependencies.filter((name) => circuits.get(name) === "half-open")
    return new RegisteredAgent({
      node: local.name,
      card,
      running,
      waiting,
      errorRate: report?.errorRate ?? 0,
      latencyMillis: report?.latencyMillis ?? 0,
      open: card.dependencies.filter(
        (name) => halfOpen.includes(name) || circuits.get(name) === "open"
      ),
      halfOpen,
      seenAt
    })
  })
})

import { DateTime, Effect, Layer, Stream } from "effect"
import { Admission } from "./supervision/Admission.ts"
import { Cancellations } from "./agent/Cancellations.ts"
import { Circuits } from "./supervision/Circuits.ts"
import * as Cluster from "./node/ClusterNode.ts"
import { DeadLetters } from "./supervision/DeadLetters.ts"
import { SupervisionEvent } from "./supervision/SupervisionEvent.ts"
import { SupervisionEvents } from "./supervision/SupervisionEvents.ts"
import { TaskDispatcher } from "./agent/TaskDispatcher.ts"
import { LocalAgents } from "./agent/LocalAgents.ts"
import * as AgentHost from "./agent/internal/AgentHost.ts"
import { defaultRole } from "./node/Role.ts"
import { Ramps } from "./registry/Ramps.ts"
import { RateLimits } from "./supervision/RateLimits.ts"
import { IdempotencyStore } from "./agent/IdempotencyStore.ts"
import { AgentRegistry } from "./registry/AgentRegistry.ts"
import * as Retention from "./ledger/Retention.ts"
import { purge } from "./storage/MessagePurge.ts"
import { AgentHealth } from "./registry/AgentHealth.ts"

/**
 * One node of the actor runtime: the engine, the places of the node's roles, the asking side, and what
 * supervision works with. Needs Postgres with the runtime's tables: see `Database`.
 */
export const layer = (options: Parameters<typeof Cluster.layer>[0]) =>
  agentHosts(options.roles ?? [defaultRole]).pipe(
    Layer.merge(circuitEvents),
    Layer.merge(Retention.layer({ sweepers: { messages: purgeMessages } })),
    Layer.provideMerge(TaskDispatcher.layer),
    Layer.provideMerge(registryLayer(`${options.host}:${options.port}`)),
    Layer.provideMerge(
      Layer.mergeAll(
        LocalAgents.layer,
        Cancellations.layer,
        SupervisionEvents.layer,
        AgentHealth.layer,
        Circuits.layer,
        RateLimits.layer,
        Admission.layer(),
        Ramps.layer,
        DeadLetters.layer,
        IdempotencyStore.layer
      )
    ),
    Layer.provideMerge(Cluster.layer(options))
  )

/** The agentHosts of all `roles`. */
export const agentHosts = (roles: ReadonlyArray<string>) => {
  const [first, ...rest] = roles.map(AgentHost.layer)
  return rest.reduce((all, one) => Layer.merge(all, one), first ?? Layer.empty)
}

/** Publishes the changes of circuits as supervision events. */
export const circuitEvents = Layer.effectDiscard(
  Effect.gen(function* () {
    const circuits = yield* Circuits
    const events = yield* SupervisionEvents
    yield* circuits.transitions.pipe(
      Stream.runForEach((transition) =>
        events.publish(undefined, SupervisionEvent.cases.CircuitChanged.make(transition))
      ),
      Effect.forkScoped
    )
  })
)

const registryLayer = (name: string) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const local = yield* LocalAgents
      const admission = yield* Admission
      const circuits = yield* Circuits
      return AgentRegistry.layer({
        name,
        cards: local.cards,
        load: admission.load,
        circuits: circuits.known
      })
    })
  )

const purgeMessages = (before: number, limit: number) => purge(DateTime.makeUnsafe(before), limit)

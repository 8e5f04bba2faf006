import { DateTime, Effect, Layer } from "effect"
import { Admission, type Limits } from "./supervision/Admission.ts"
import { Cancellations } from "./agent/Cancellations.ts"
import { Circuits } from "./supervision/Circuits.ts"
import * as ClusterNode from "./node/ClusterNode.ts"
import { DeadLetters } from "./supervision/DeadLetters.ts"
import { SupervisionEvents } from "./supervision/SupervisionEvents.ts"
import { TaskDispatcher } from "./agent/TaskDispatcher.ts"
import { LocalAgents } from "./agent/LocalAgents.ts"
import * as AgentHosts from "./agent/AgentHosts.ts"
import * as CircuitEvents from "./supervision/CircuitEvents.ts"
import { defaultRole } from "./node/Role.ts"
import { Ramps } from "./registry/Ramps.ts"
import { RateLimits } from "./supervision/RateLimits.ts"
import { IdempotencyStore } from "./agent/IdempotencyStore.ts"
import { AgentRegistry } from "./registry/AgentRegistry.ts"
import * as LocalNode from "./registry/LocalNode.ts"
import * as Retention from "./ledger/Retention.ts"
import { purge } from "./storage/MessagePurge.ts"
import { AgentHealth } from "./registry/AgentHealth.ts"

/**
 * One node of the actor runtime: the engine, the agents of the node's roles, the dispatcher of tasks,
 * and supervision. Needs a Postgres with the tables of the runtime: see `Database`.
 */
export const layer = (
  options: Parameters<typeof ClusterNode.layer>[0] & { readonly limits?: Limits }
) =>
  AgentHosts.layer(options.roles ?? [defaultRole]).pipe(
    Layer.merge(CircuitEvents.layer),
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
        Admission.layer(options.limits),
        Ramps.layer,
        DeadLetters.layer,
        IdempotencyStore.layer
      )
    ),
    Layer.provideMerge(ClusterNode.layer(options))
  )

const registryLayer = (name: string) =>
  Layer.unwrap(Effect.map(LocalNode.make(name), AgentRegistry.layer))

const purgeMessages = (before: number, limit: number) => purge(DateTime.makeUnsafe(before), limit)

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
import { defaultRole, type Role } from "./node/Role.ts"
import { Ramps } from "./registry/Ramps.ts"
import { RateLimits } from "./supervision/RateLimits.ts"
import { IdempotencyStore } from "./agent/IdempotencyStore.ts"
import { AgentRegistry } from "./registry/AgentRegistry.ts"
import * as LocalNode from "./registry/LocalNode.ts"
import * as Retention from "./ledger/Retention.ts"
import { type ClusterStorage, type Postgres, postgres } from "./storage/ClusterStorage.ts"
import * as WorkflowHosts from "./workflow/WorkflowHosts.ts"
import { AgentHealth } from "./registry/AgentHealth.ts"

export interface Options<E = never, R = never> extends ClusterNode.Options {
  readonly limits?: Limits
  /** The same on all nodes. Default: `ClusterStorage.postgres()`. */
  readonly storage?: ClusterStorage<E, R>
}

/**
 * One node of the actor runtime: the engine, the agents of the node's roles, the dispatcher of tasks,
 * and supervision. Needs a Postgres with the tables of the runtime: see `Database`.
 */
export const layer = <E = never, R = never>(options: Options<E, R>) => {
  const storage: ClusterStorage<E, R | Postgres> = options.storage ?? postgres()
  const roles = options.roles ?? [defaultRole]
  return AgentHosts.layer(roles).pipe(
    Layer.merge(CircuitEvents.layer),
    Layer.merge(Retention.layer({ sweepers: sweepersOf(storage) })),
    Layer.provideMerge(WorkflowHosts.layer),
    Layer.provideMerge(TaskDispatcher.layer),
    Layer.provideMerge(registryLayer(`${options.host}:${options.port}`, roles)),
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
    Layer.provideMerge(ClusterNode.layer(options, storage))
  )
}

const registryLayer = (name: string, roles: ReadonlyArray<Role>) =>
  Layer.unwrap(Effect.map(LocalNode.make(name, roles), AgentRegistry.layer))

const sweepersOf = <E, R>({ purge }: ClusterStorage<E, R>): Record<string, Retention.Sweeper> =>
  purge === undefined
    ? {}
    : { messages: (before, limit) => purge(DateTime.makeUnsafe(before), limit) }

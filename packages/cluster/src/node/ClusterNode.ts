import { Effect, Layer, Option } from "effect"
import { ClusterWorkflowEngine, RunnerAddress, ShardingConfig } from "effect/cluster"
import { Ledger } from "../ledger/Ledger.ts"
import type { ClusterStorage } from "../storage/ClusterStorage.ts"
import * as Identity from "./Identity.ts"
import * as ClaimReleases from "./internal/ClaimReleases.ts"
import * as Engine from "./internal/Engine.ts"
import * as EngineConfig from "./internal/EngineConfig.ts"
import * as Ping from "./internal/Ping.ts"
import { Membership } from "./Membership.ts"
import { defaultRole, type Role } from "./Role.ts"

export interface Options {
  /** Where the other nodes reach this one. */
  readonly host: string
  readonly port: number
  /** The work that this node hosts. Default: `defaultRole` only. */
  readonly roles?: ReadonlyArray<Role>
  /** Every role of the cluster, the same list on all nodes: shards are locked in its order. */
  readonly knownRoles?: ReadonlyArray<Role>
  /** How this node and the others authenticate each other. A secret is for the nodes of one machine. */
  readonly identity: Identity.Identity
  /** Overrides of the engine's settings, for a slower network or a test. */
  readonly settings?: Partial<ShardingConfig.ShardingConfig["Service"]>
}

/**
 * One node of a cluster on one Postgres: sharding, durable messages, workflows and the ledger. Fails with
 * `IdentityUnusable` when the identity is not for the node's address and roles.
 */
export const layer = <E, R>(
  { host, identity, knownRoles = [], port, roles = [defaultRole], settings = {} }: Options,
  storage: ClusterStorage<E, R>
) => {
  const known = [...new Set([...knownRoles, ...roles])]
  const address = RunnerAddress.make(host, port)
  const listening = Option.getOrUndefined(settings.runnerListenAddress ?? Option.none())
  const allowed = Effect.all([
    Identity.check(identity, { host, roles }),
    Identity.check(identity, { host: listening?.host ?? host, roles })
  ])
  return Layer.mergeAll(
    ClusterWorkflowEngine.layer,
    storage.notifications ?? Layer.empty,
    Ping.layer
  ).pipe(
    Layer.provideMerge(Engine.nodeLayer(identity)),
    Layer.provide(Layer.effectDiscard(allowed)),
    Layer.provideMerge(Membership.layer({ address, own: roles, known })),
    Layer.provideMerge(ClaimReleases.layer),
    Layer.provideMerge(storage.layer),
    Layer.provide(
      ShardingConfig.layer({
        ...EngineConfig.node,
        runnerAddress: Option.some(address),
        availableShardGroups: known,
        assignedShardGroups: roles,
        ...settings
      })
    ),
    Layer.provideMerge(Ledger.layer)
  )
}

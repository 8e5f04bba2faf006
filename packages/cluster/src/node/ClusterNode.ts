import { Effect, Layer, Option } from "effect"
import {
  ClusterWorkflowEngine,
  RunnerAddress,
  RunnerHealth,
  Runners,
  RunnerServer,
  Sharding,
  ShardingConfig
} from "effect/cluster"
import { RpcSerialization, RpcServer } from "effect/rpc"
import { Ledger } from "../ledger/Ledger.ts"
import type { ClusterStorage } from "../storage/ClusterStorage.ts"
import * as Identity from "./Identity.ts"
import { Authorization } from "./internal/Authorization.ts"
import * as AuthorizedRunners from "./internal/AuthorizedRunners.ts"
import * as ClusterDialer from "./internal/ClusterDialer.ts"
import * as ClusterServer from "./internal/ClusterServer.ts"
import * as EngineConfig from "./internal/EngineConfig.ts"
import { Peers } from "./internal/Peers.ts"
import * as Ping from "./internal/Ping.ts"
import * as StrictFrames from "./internal/StrictFrames.ts"
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
  /** By what this node and the others recognize each other. A secret is for the nodes of one machine. */
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
    Layer.provideMerge(engineLayer),
    Layer.provide(RunnerHealth.layerPing.pipe(Layer.provide(AuthorizedRunners.layer))),
    Layer.provide([ClusterServer.layer(identity), ClusterDialer.layer(identity)]),
    Layer.provide([Peers.layer, Layer.effectDiscard(allowed)]),
    Layer.provideMerge(Membership.layer({ address, own: roles, known })),
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
    Layer.provide(RpcSerialization.layerSchemaBinary()),
    Layer.provideMerge(Ledger.layer)
  )
}

/** The engine's `RunnerServer.layerWithClients`, with what each process may send and serve. */
const engineLayer = RpcServer.layer(Runners.Rpcs.middleware(Authorization), {
  spanPrefix: "RunnerServer",
  disableTracing: true,
  disableFatalDefects: true
}).pipe(
  Layer.provide([RunnerServer.layerHandlers, Authorization.layer]),
  Layer.provideMerge(Sharding.layer),
  Layer.provideMerge(AuthorizedRunners.layer),
  Layer.provide(RpcServer.layerProtocolSocketServer.pipe(Layer.provide(StrictFrames.layer)))
)

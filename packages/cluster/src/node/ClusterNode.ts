import { Layer, Option } from "effect"
import {
  ClusterWorkflowEngine,
  RunnerAddress,
  RunnerHealth,
  Runners,
  ShardingConfig,
  SocketRunner
} from "effect/cluster"
import { RpcSerialization } from "effect/rpc"
import { Ledger } from "../ledger/Ledger.ts"
import type { ClusterStorage } from "../storage/ClusterStorage.ts"
import * as ClusterSocket from "./internal/ClusterSocket.ts"
import * as EngineConfig from "./internal/EngineConfig.ts"
import * as Ping from "./internal/Ping.ts"
import { Membership } from "./Membership.ts"
import { defaultRole, type Role } from "./Role.ts"
import type { Tls } from "./Tls.ts"

export interface Options {
  /** Where the other nodes reach this one. */
  readonly host: string
  readonly port: number
  /** The work that this node hosts. Default: `defaultRole` only. */
  readonly roles?: ReadonlyArray<Role>
  /** Every role of the cluster, the same list on all nodes: shards are locked in its order. */
  readonly knownRoles?: ReadonlyArray<Role>
  /** Without it nodes accept any connection, in plain text. */
  readonly tls?: Tls
  /** Overrides of the engine's settings, for a slower network or a test. */
  readonly settings?: Partial<ShardingConfig.ShardingConfig["Service"]>
}

/** One node of a cluster on one Postgres: sharding, durable messages, workflows and the ledger. */
export const layer = <E, R>(
  { host, knownRoles = [], port, roles = [defaultRole], settings = {}, tls }: Options,
  storage: ClusterStorage<E, R>
) => {
  const known = [...new Set([...knownRoles, ...roles])]
  const address = RunnerAddress.make(host, port)
  const identity = Option.fromUndefinedOr(tls)
  const clientLayer = ClusterSocket.clientLayer(identity)
  return Layer.mergeAll(
    ClusterWorkflowEngine.layer,
    storage.notifications ?? Layer.empty,
    Ping.layer
  ).pipe(
    Layer.provideMerge(SocketRunner.layer),
    Layer.provide(
      RunnerHealth.layerPing.pipe(Layer.provide(Runners.layerRpc), Layer.provide(clientLayer))
    ),
    Layer.provide([ClusterSocket.serverLayer(identity), clientLayer]),
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

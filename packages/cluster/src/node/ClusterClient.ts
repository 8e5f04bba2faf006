import { Layer } from "effect"
import { RunnerHealth, Sharding, ShardingConfig } from "effect/cluster"
import { RpcSerialization } from "effect/rpc"
import type { ClusterStorage } from "../storage/ClusterStorage.ts"
import type { Identity } from "./Identity.ts"
import * as AuthorizedRunners from "./internal/AuthorizedRunners.ts"
import * as ClusterDialer from "./internal/ClusterDialer.ts"
import * as EngineConfig from "./internal/EngineConfig.ts"
import { Peers } from "./internal/Peers.ts"
import { Membership } from "./Membership.ts"

export interface Options {
  /** By what the nodes recognize this process. */
  readonly identity: Identity
}

/** A way to send messages to a cluster without being one of its nodes: it hosts no shards. */
export const layer = <E, R>({ identity }: Options, storage: ClusterStorage<E, R>) =>
  Sharding.layer.pipe(
    Layer.provideMerge(AuthorizedRunners.layer),
    Layer.provide([RunnerHealth.layerNoop, ClusterDialer.layer(identity)]),
    Layer.provide(Peers.layer),
    Layer.merge(Membership.layer({ own: [], known: [] })),
    Layer.provideMerge(storage.layer),
    Layer.provide(ShardingConfig.layer(EngineConfig.client)),
    Layer.provide(RpcSerialization.layerSchemaBinary())
  )

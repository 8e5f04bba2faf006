import { Layer, Option } from "effect"
import { ShardingConfig, SocketRunner } from "effect/cluster"
import { RpcSerialization } from "effect/rpc"
import type { ClusterStorage } from "../storage/ClusterStorage.ts"
import * as ClusterSocket from "./internal/ClusterSocket.ts"
import * as EngineConfig from "./internal/EngineConfig.ts"
import { Membership } from "./Membership.ts"
import type { Tls } from "./Tls.ts"

export interface Options {
  /** As the nodes have it: without it, any connection is accepted, in plain text. */
  readonly tls?: Tls
}

/** A way to send messages to a cluster without being one of its nodes: it hosts no shards. */
export const layer = <E, R>({ tls }: Options, storage: ClusterStorage<E, R>) =>
  SocketRunner.layerClientOnly.pipe(
    Layer.provide(ClusterSocket.clientLayer(Option.fromUndefinedOr(tls))),
    Layer.merge(Membership.layer({ own: [], known: [] })),
    Layer.provideMerge(storage.layer),
    Layer.provide(ShardingConfig.layer(EngineConfig.client)),
    Layer.provide(RpcSerialization.layerSchemaBinary())
  )

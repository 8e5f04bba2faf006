import { Layer, Option } from "effect"
import { ShardingConfig, SocketRunner } from "effect/cluster"
import { RpcSerialization } from "effect/rpc"
import * as Storage from "../storage/ClusterStorage.ts"
import * as ClusterSocket from "./internal/ClusterSocket.ts"
import * as EngineConfig from "./internal/EngineConfig.ts"
import { Membership } from "./Membership.ts"
import type { Tls } from "./Tls.ts"

/** A way to send messages to a cluster without being one of its nodes: it hosts no shards. */
export const layer = (options: {
  /** As a node has it: without it, any connection is accepted, in plain text. */
  readonly tls?: Tls
}) =>
  SocketRunner.layerClientOnly.pipe(
    Layer.provide(ClusterSocket.clientLayer(Option.fromUndefinedOr(options.tls))),
    Layer.merge(Membership.layer({ own: [], known: [] })),
    Layer.provide(Storage.layer),
    Layer.provide(ShardingConfig.layer(EngineConfig.client)),
    Layer.provide(RpcSerialization.layerSchemaBinary())
  )

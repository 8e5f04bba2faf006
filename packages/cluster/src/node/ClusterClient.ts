import { Layer } from "effect"
import { ShardingConfig } from "effect/cluster"
import type { ClusterStorage } from "../storage/ClusterStorage.ts"
import type { Identity } from "./Identity.ts"
import * as Engine from "./internal/Engine.ts"
import * as EngineConfig from "./internal/EngineConfig.ts"
import { Membership } from "./Membership.ts"

export interface Options {
  /** How this process authenticates to the nodes. */
  readonly identity: Identity
}

/** A way to send messages to a cluster without being one of its nodes: it hosts no shards. */
export const layer = <E, R>({ identity }: Options, storage: ClusterStorage<E, R>) =>
  Engine.clientLayer(identity).pipe(
    Layer.merge(Membership.layer({ own: [], known: [] })),
    Layer.provideMerge(storage.layer),
    Layer.provide(ShardingConfig.layer(EngineConfig.client))
  )

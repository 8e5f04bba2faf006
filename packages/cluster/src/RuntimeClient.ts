import { Effect, Layer, Option, Schedule } from "effect"
import { ShardingConfig, SocketRunner } from "effect/cluster"
import { RpcSerialization } from "effect/rpc"
import { ready, shardsPerGroup } from "./node/ClusterNode.ts"
import * as ClusterSocket from "./node/internal/ClusterSocket.ts"
import { DeadLetters } from "./supervision/DeadLetters.ts"
import { TaskDispatcher } from "./agent/TaskDispatcher.ts"
import { Ledger } from "./ledger/Ledger.ts"
import { LocalAgents } from "./agent/LocalAgents.ts"
import { Membership } from "./node/Membership.ts"
import { Ramps } from "./registry/Ramps.ts"
import { AgentRegistry } from "./registry/AgentRegistry.ts"
import * as Storage from "./storage/ClusterStorage.ts"
import type { Tls } from "./node/Tls.ts"

/** What a cluster keeps in its database, for who is none of its nodes. */
export const storesLayer = Layer.mergeAll(
  AgentRegistry.layerReadOnly,
  Ramps.layer,
  DeadLetters.layer
)

/**
 * Asks the agents of a cluster without being one of its nodes: takes no shards, serves nothing and
 * announces nothing. It is there when every shard answers; `NotReady` after 15 s.
 */
export const layer = (options: {
  /** As one of its nodes: without it they are believed, in the clear. */
  readonly tls?: Tls
}) =>
  Layer.effectDiscard(reached).pipe(
    Layer.merge(TaskDispatcher.layer),
    Layer.provide(Membership.layer({ own: [], known: [] })),
    Layer.provide(SocketRunner.layerClientOnly),
    Layer.provide(ClusterSocket.clientLayer(Option.fromUndefinedOr(options.tls))),
    Layer.provide(Storage.layer),
    Layer.provide(
      ShardingConfig.layer({
        runnerAddress: Option.none(),
        shardsPerGroup,
        // Nodes are known by their heartbeats: as long as they know each other.
        shardLockExpiration: "3 seconds",
        // Nothing is locked here, and Postgres ends a session for locks that is idle.
        shardLockDisableAdvisory: true,
        refreshAssignmentsInterval: "250 millis",
        simulateRemoteSerialization: false
      })
    ),
    Layer.provide(RpcSerialization.layerSchemaBinary()),
    Layer.provide([LocalAgents.layer, Ledger.layer])
  )

const reached = Effect.retry(
  ready,
  Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "15 seconds" }))
)

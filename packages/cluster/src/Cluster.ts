import { NodeCrypto } from "@effect/platform-node"
import { Effect, Layer, Option, Schedule, Schema } from "effect"
import {
  ClusterWorkflowEngine,
  Entity,
  EntityId,
  RunnerAddress,
  RunnerHealth,
  Runners,
  Sharding,
  ShardingConfig,
  SocketRunner,
  SqlMessageStorage,
  SqlRunnerStorage
} from "effect/cluster"
import { Rpc, RpcSerialization } from "effect/rpc"
import * as ClusterSocket from "./ClusterSocket.ts"
import { Ledger } from "./Ledger.ts"

/**
 * One node of a cluster on one Postgres: sharding, durable messages, workflows and the ledger.
 *
 * The settings take over from a killed node within 4 s (evidence: three runners, SIGKILL, pauses of
 * 3.9 to 4.1 s). 64 shards serve up to a few dozen nodes; each storage read probes all of them, so
 * that more cost time on every message.
 */
export const layer = (options: { readonly host: string; readonly port: number }) =>
  Layer.mergeAll(ClusterWorkflowEngine.layer, Ping.toLayer({ Ping: () => Effect.void })).pipe(
    Layer.provideMerge(SocketRunner.layer),
    Layer.provide(
      RunnerHealth.layerPing.pipe(
        Layer.provide(Runners.layerRpc),
        Layer.provide(ClusterSocket.clientLayer)
      )
    ),
    Layer.provide([ClusterSocket.serverLayer, ClusterSocket.clientLayer]),
    Layer.provideMerge(SqlMessageStorage.layer.pipe(Layer.provide(NodeCrypto.layerDigest))),
    Layer.provide(Layer.orDie(SqlRunnerStorage.layer)),
    Layer.provide(
      ShardingConfig.layer({
        runnerAddress: Option.some(RunnerAddress.make(options.host, options.port)),
        shardsPerGroup,
        shardLockExpiration: "3 seconds",
        shardLockRefreshInterval: "1 second",
        refreshAssignmentsInterval: "500 millis",
        runnerHealthCheckInterval: "1 second",
        entityMessagePollInterval: "1 second",
        // What waits for a listener would wait for ever; it is asked again of the next owner.
        entityTerminationTimeout: "2 seconds",
        simulateRemoteSerialization: false
      })
    ),
    Layer.provide(RpcSerialization.layerSchemaBinary()),
    Layer.provideMerge(Ledger.layer)
  )

/** Not every shard has a node that serves it yet. */
export class NotReady extends Schema.TaggedError<NotReady>()("NotReady", {}) {}

/** Succeeds when every shard of the cluster answers from here; asked once, with a deadline. */
export const ready = Effect.gen(function* () {
  const ping = yield* Ping.client
  yield* Effect.forEach(oneIdPerShard(yield* Sharding.Sharding), (id) => ping(id).Ping(), {
    // Node takes more than 10 writers that wait for one socket for a leak.
    concurrency: 8,
    discard: true
  }).pipe(
    Effect.timeout("2 seconds"),
    Effect.mapError(() => new NotReady())
  )
})

/** Waits, at most 30 s, until the cluster is ready. */
export const awaitReady = Effect.retry(
  ready,
  Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "30 seconds" }))
)

const shardsPerGroup = 64

const Ping = Entity.make("Ping", [Rpc.make("Ping")])

const oneIdPerShard = (sharding: Sharding.Sharding["Service"]): ReadonlyArray<string> => {
  const ids = new Map<string, string>()
  for (let n = 0; ids.size < shardsPerGroup; n++) {
    const id = EntityId.make(`ping-${n}`)
    ids.set(String(sharding.getShardId(id, "default")), id)
  }
  return [...ids.values()]
}

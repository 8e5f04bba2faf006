import { Effect, Layer, Option, Schedule, Schema } from "effect"
import {
  ClusterSchema,
  ClusterWorkflowEngine,
  Entity,
  EntityId,
  RunnerAddress,
  RunnerHealth,
  Runners,
  Sharding,
  ShardingConfig,
  SocketRunner
} from "effect/cluster"
import { Rpc, RpcSerialization } from "effect/rpc"
import * as ClusterSocket from "./internal/ClusterSocket.ts"
import { Ledger } from "../ledger/Ledger.ts"
import { Membership } from "./Membership.ts"
import { defaultRole, type Role } from "./Role.ts"
import * as Storage from "../storage/ClusterStorage.ts"
import * as Wakefulness from "../storage/MessageNotifications.ts"
import type { Tls } from "./Tls.ts"

export interface Options {
  /** Where the other nodes reach this one. */
  readonly host: string
  readonly port: number
  /** What this node takes on. */
  readonly roles?: ReadonlyArray<Role>
  /** Every role of the cluster. It must be the same on all nodes: shards are locked by its order. */
  readonly knownRoles?: ReadonlyArray<Role>
  /** Without it nodes believe whoever reaches them, in the clear. */
  readonly tls?: Tls
  /** Other times than those below, for a slower network or a test. */
  readonly settings?: Partial<ShardingConfig.ShardingConfig["Service"]>
}

/**
 * One node of a cluster on one Postgres: sharding, durable messages, workflows and the ledger.
 *
 * The settings take over from a killed node within 4 s (evidence: three runners, SIGKILL, pauses of
 * 3.9 to 4.1 s): its locks expire after 3 s, of which each owner reminds the database every second;
 * health is checked every second, who owns what is looked up every 0.5 s, and stored messages every
 * second. A node that ends in order hands its shards over at once, and what runs on it has 2 s to end
 * there. 64 shards for each role serve up to a few dozen nodes; every one of
 * its own a node refreshes each second.
 */
export const layer = ({
  host,
  knownRoles = [],
  port,
  roles = [defaultRole],
  settings = {},
  tls: given
}: Options) => {
  const known = [...new Set([...knownRoles, ...roles])]
  const address = RunnerAddress.make(host, port)
  const tls = Option.fromUndefinedOr(given)
  const clientLayer = ClusterSocket.clientLayer(tls)
  return Layer.mergeAll(
    ClusterWorkflowEngine.layer,
    Wakefulness.layer,
    Ping.toLayer({ Ping: () => Effect.void })
  ).pipe(
    Layer.provideMerge(SocketRunner.layer),
    Layer.provide(
      RunnerHealth.layerPing.pipe(Layer.provide(Runners.layerRpc), Layer.provide(clientLayer))
    ),
    Layer.provide([ClusterSocket.serverLayer(tls), clientLayer]),
    Layer.provideMerge(Membership.layer({ address, own: roles, known })),
    Layer.provideMerge(Storage.layer),
    Layer.provide(
      ShardingConfig.layer({
        runnerAddress: Option.some(address),
        availableShardGroups: known,
        assignedShardGroups: roles,
        shardsPerGroup,
        shardLockExpiration: "3 seconds",
        shardLockRefreshInterval: "1 second",
        refreshAssignmentsInterval: "500 millis",
        runnerHealthCheckInterval: "1 second",
        entityMessagePollInterval: "1 second",
        // What waits for a listener would wait for ever; it is asked again of the next owner.
        entityTerminationTimeout: "2 seconds",
        simulateRemoteSerialization: false,
        ...settings
      })
    ),
    Layer.provide(RpcSerialization.layerSchemaBinary()),
    Layer.provideMerge(Ledger.layer)
  )
}

/** Not every shard has a node that serves it yet. */
export class NotReady extends Schema.TaggedError<NotReady>()("NotReady", {}) {}

/**
 * Succeeds when every shard of every role that some node serves answers from here; asked once, with a
 * deadline. A role that nobody took is not waited for.
 */
export const ready = Effect.gen(function* () {
  const { own, served } = yield* Membership
  const sharding = yield* Sharding.Sharding
  const roles = yield* served
  if (!own.every((role) => roles.has(role))) return yield* new NotReady()
  const ping = yield* Ping.client
  const ids = [...roles].flatMap((role) => oneIdPerShard(sharding, role))
  yield* Effect.forEach(ids, (id) => ping(id).Ping(), {
    // Node takes more than 10 writers that wait for one socket for a leak.
    concurrency: 8,
    discard: true
  })
}).pipe(
  Effect.timeout("2 seconds"),
  Effect.mapError(() => new NotReady())
)

/**
 * Succeeds when another node answers from here, or there is none: this node is not cut off. Trouble of
 * others, which `ready` sees too, is no reason to send a node's own work elsewhere.
 */
export const connected = Effect.gen(function* () {
  const others = yield* (yield* Membership).others
  const runners = yield* Runners.Runners
  if (others.length > 0) yield* Effect.raceAll(others.map((other) => runners.ping(other)))
}).pipe(
  Effect.timeout("2 seconds"),
  Effect.mapError(() => new NotReady())
)

/** Waits, at most 30 s, until the cluster is ready; warns of roles that nobody took. */
export const awaitReady = Effect.gen(function* () {
  yield* Effect.retry(
    ready,
    Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "30 seconds" }))
  )
  for (const role of yield* orphans) {
    yield* Effect.logWarning(`No node takes the role ${role}: its tasks wait until one does`)
  }
})

/** The roles that nobody took. */
export const orphans = Effect.gen(function* () {
  const { known, served } = yield* Membership
  const roles = yield* Effect.orElseSucceed(served, () => new Set(known))
  return known.filter((role) => !roles.has(role))
})

export const shardsPerGroup = 64

/** Its ids are `role/anything`. */
const Ping = Entity.make("Ping", [Rpc.make("Ping")]).annotate(
  ClusterSchema.ShardGroup,
  (id) => id.split("/")[0] ?? defaultRole
)

const oneIdPerShard = (
  sharding: Sharding.Sharding["Service"],
  role: Role
): ReadonlyArray<string> => {
  const ids = new Map<string, string>()
  for (let n = 0; ids.size < shardsPerGroup; n++) {
    const id = EntityId.make(`${role}/ping-${n}`)
    ids.set(String(sharding.getShardId(id, role)), id)
  }
  return [...ids.values()]
}

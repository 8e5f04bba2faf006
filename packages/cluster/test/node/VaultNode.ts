import { once } from "node:events"
import { createConnection, type Socket as NetSocket } from "node:net"
import { assert } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Option, Redacted, References, Schema } from "effect"
import {
  ClusterSchema,
  Entity,
  EntityAddress,
  EntityId,
  EntityType,
  Envelope,
  Message,
  MessageStorage,
  RunnerAddress,
  Runners,
  RunnerStorage,
  Sharding,
  ShardingConfig,
  Snowflake
} from "effect/cluster"
import { Headers } from "effect/http"
import { Rpc, RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import * as ClusterSecret from "../../src/node/ClusterSecret.ts"
import type { Identity } from "../../src/node/Identity.ts"
import * as ClusterDialer from "../../src/node/internal/ClusterDialer.ts"
import * as Engine from "../../src/node/internal/Engine.ts"
import * as Handshake from "../../src/node/internal/Handshake.ts"
import { Peers } from "../../src/node/internal/Peers.ts"
import type { Grant } from "../../src/node/Rights.ts"
import * as Certificates from "../harness/Certificates.ts"
import { eventually } from "../harness/Eventually.ts"
import { freePort } from "../harness/FreePort.ts"
import { secret } from "../harness/TestSecret.ts"

export const host = "127.0.0.1"
export const roles = ["default", "voice"]

const Open = Rpc.make("Open", { payload: { amount: Schema.Int }, success: Schema.Int })

/** An entity that counts how often it is opened; its ids are `<role>/<anything>`. */
const Vault = Entity.make("Vault", [Open]).annotate(
  ClusterSchema.ShardGroup,
  (id) => id.split("/")[0] ?? "default"
)

const authority = Certificates.make({ name: "Cluster" })
export const certificate = (...grants: ReadonlyArray<Grant>) =>
  Certificates.identity(
    Certificates.make({ name: "node", issuer: authority, addresses: [host], grants }),
    authority
  )
export const confined = (...grants: ReadonlyArray<Grant>) =>
  Effect.runSync(
    ClusterSecret.parse(
      Redacted.value(Option.getOrThrow(ClusterSecret.confined(secret, grants))),
      "of the test"
    )
  )

/** A node with both roles in this process. */
export const startNode = Effect.fnUntraced(function* (identity: Identity) {
  const port = yield* freePort
  let opened = 0
  const VaultLayer = Vault.toLayer({
    Open: ({ payload }) => Effect.sync(() => (opened += payload.amount))
  })
  const context = yield* Layer.build(
    VaultLayer.pipe(
      Layer.provideMerge(Engine.nodeLayer(identity)),
      Layer.provide([MessageStorage.layerMemory, RunnerStorage.layerMemory]),
      Layer.provide(
        ShardingConfig.layer({
          runnerAddress: Option.some(RunnerAddress.make(host, port)),
          availableShardGroups: roles,
          assignedShardGroups: roles,
          shardsPerGroup: 4,
          refreshAssignmentsInterval: "50 millis"
        })
      ),
      Layer.fresh
    )
  )
  return {
    port,
    sharding: Context.get(context, Sharding.Sharding),
    opened: () => opened
  }
})
export type Node = Effect.Success<ReturnType<typeof startNode>>

/** The engine's client of a node, by its own protocol over a socket. */
export const clientOf = (socket: Socket.Socket) =>
  RpcClient.makeProtocolSocket().pipe(
    Effect.provideService(Socket.Socket, socket),
    Effect.flatMap((protocol) =>
      Effect.provideService(Runners.makeRpcClient, RpcClient.Protocol, protocol)
    ),
    Effect.provide(RpcSerialization.layerSchemaBinary())
  )

export const clientAs = Effect.fnUntraced(function* (node: Node, identity: Identity) {
  const { make } = yield* Runners.RpcClientProtocol.pipe(
    Effect.provide(ClusterDialer.layer(identity)),
    Effect.provide([Peers.layer, RpcSerialization.layerSchemaBinary()])
  )
  return yield* Effect.provideServiceEffect(
    Runners.makeRpcClient,
    RpcClient.Protocol,
    make(RunnerAddress.make(host, node.port))
  )
})

let messages = 0n

/** A message to a vault, as the engine of another process makes it. */
export const message = (node: Node, role: string) => {
  const entityId = EntityId.make(`${role}/vault`)
  return new Message.OutgoingRequest({
    rpc: Open,
    context: Context.empty(),
    annotations: Context.empty(),
    lastReceivedReply: Option.none(),
    respond: () => Effect.void,
    envelope: Envelope.makeRequest<typeof Open>({
      requestId: Snowflake.Snowflake(++messages),
      address: EntityAddress.make({
        entityId,
        entityType: EntityType.make("Vault"),
        shardId: node.sharding.getShardId(entityId, role)
      }),
      tag: "Open",
      payload: { amount: 1 },
      headers: Headers.empty
    })
  })
}

export const open = Effect.fnUntraced(function* (
  node: Node,
  client: Runners.RpcClient,
  role: string
) {
  const { codecFor } = yield* RpcSerialization.RpcSerialization.pipe(
    Effect.provide(RpcSerialization.layerSchemaBinary())
  )
  const request = yield* Message.serializeRequest(message(node, role), codecFor)
  return yield* client.Effect({ persisted: false, request })
})

/** Unlike `Effect.isSuccess` it is false for a defect, too. */
export const succeeds = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.exit(effect), Exit.isSuccess)

/** Whether a process with this identity can ping the node, and which roles it can send to. */
export const reach = Effect.fnUntraced(function* (node: Node, identity: Identity) {
  const client = yield* clientAs(node, identity)
  if (!(yield* succeeds(client.Ping()))) return "nothing"
  const before = node.opened()
  const reached = yield* Effect.filter(roles, (role) => succeeds(open(node, client, role)))
  assert.strictEqual(node.opened() - before, reached.length)
  return reached
})

/** A node that serves every role. */
export const servingNode = Effect.fnUntraced(function* (identity: Identity) {
  const node = yield* startNode(identity)
  yield* eventually(
    Effect.map(reach(node, identity), (reached) => assert.deepStrictEqual(reached, roles))
  )
  return node
})

/** Connects, and knows how many of its bytes the other side has taken. */
export const stranger = (port: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const socket = createConnection({ host, port })
      socket.on("error", () => {})
      await once(socket, "connect")
      return socket
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

export const closed = (socket: NetSocket) =>
  Effect.promise(async () => {
    socket.resume()
    if (!socket.closed) await once(socket, "close")
  }).pipe(Effect.timeout("20 seconds"))

/** A connection of a process with the secret, on which it may write what it likes. */
export const authenticated = Effect.fnUntraced(function* (port: number) {
  const socket = yield* stranger(port)
  yield* Handshake.asClient(socket, { secret, address: `${host}:${port}` })
  return socket
})

export const quiet = Effect.provideService(References.MinimumLogLevel, "Error")

import { once } from "node:events"
import { createConnection, type Socket as NetSocket } from "node:net"
import { NodeSocket } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
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
import { SeededBytes } from "../harness/SeededBytes.ts"
import { secret } from "../harness/TestSecret.ts"

const host = "127.0.0.1"
const roles = ["default", "voice"]

const Open = Rpc.make("Open", { payload: { amount: Schema.Int }, success: Schema.Int })

/** An entity that counts how often it is opened; its ids are `<role>/<anything>`. */
const Vault = Entity.make("Vault", [Open]).annotate(
  ClusterSchema.ShardGroup,
  (id) => id.split("/")[0] ?? "default"
)

const authority = Certificates.make({ name: "Cluster" })
const certificate = (...grants: ReadonlyArray<Grant>) =>
  Certificates.identity(
    Certificates.make({ name: "node", issuer: authority, addresses: [host], grants }),
    authority
  )
const confined = (...grants: ReadonlyArray<Grant>) =>
  Effect.runSync(
    ClusterSecret.parse(
      Redacted.value(Option.getOrThrow(ClusterSecret.confined(secret, grants))),
      "of the test"
    )
  )

/** A node with both roles in this process. */
const startNode = Effect.fnUntraced(function* (identity: Identity) {
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
type Node = Effect.Success<ReturnType<typeof startNode>>

/** The engine's client of a node, by its own protocol over a socket. */
const clientOf = (socket: Socket.Socket) =>
  RpcClient.makeProtocolSocket().pipe(
    Effect.provideService(Socket.Socket, socket),
    Effect.flatMap((protocol) =>
      Effect.provideService(Runners.makeRpcClient, RpcClient.Protocol, protocol)
    ),
    Effect.provide(RpcSerialization.layerSchemaBinary())
  )

const clientAs = Effect.fnUntraced(function* (node: Node, identity: Identity) {
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
const message = (node: Node, role: string) => {
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

const open = Effect.fnUntraced(function* (node: Node, client: Runners.RpcClient, role: string) {
  const { codecFor } = yield* RpcSerialization.RpcSerialization.pipe(
    Effect.provide(RpcSerialization.layerSchemaBinary())
  )
  const request = yield* Message.serializeRequest(message(node, role), codecFor)
  return yield* client.Effect({ persisted: false, request })
})

/** Unlike `Effect.isSuccess` it is false for a defect, too. */
const succeeds = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.exit(effect), Exit.isSuccess)

/** Whether a process with this identity can ping the node, and which roles it can send to. */
const reach = Effect.fnUntraced(function* (node: Node, identity: Identity) {
  const client = yield* clientAs(node, identity)
  if (!(yield* succeeds(client.Ping()))) return "nothing"
  const before = node.opened()
  const reached = yield* Effect.filter(roles, (role) => succeeds(open(node, client, role)))
  assert.strictEqual(node.opened() - before, reached.length)
  return reached
})

/** A node that serves every role. */
const servingNode = Effect.fnUntraced(function* (identity: Identity) {
  const node = yield* startNode(identity)
  yield* eventually(
    Effect.map(reach(node, identity), (reached) => assert.deepStrictEqual(reached, roles))
  )
  return node
})

/** Connects, and knows how many of its bytes the other side has taken. */
const stranger = (port: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const socket = createConnection({ host, port })
      socket.on("error", () => {})
      await once(socket, "connect")
      return socket
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

const closed = (socket: NetSocket) =>
  Effect.promise(async () => {
    socket.resume()
    if (!socket.closed) await once(socket, "close")
  }).pipe(Effect.timeout("20 seconds"))

/** A connection of a process with the secret, on which it may write what it likes. */
const authenticated = Effect.fnUntraced(function* (port: number) {
  const socket = yield* stranger(port)
  yield* Handshake.asClient(socket, { secret, address: `${host}:${port}` })
  return socket
})

describe("the port of a node", () => {
  it.live("takes no message from a process without the secret", () =>
    Effect.gen(function* () {
      const node = yield* servingNode(secret)
      const before = node.opened()
      const without = yield* NodeSocket.makeNet({ host, port: node.port })
      const client = yield* clientOf(without)
      assert.isFalse(yield* succeeds(open(node, client, "default")))
      assert.isFalse(yield* succeeds(client.Ping()))
      const other = yield* ClusterSecret.parse("x".repeat(32), "of the test")
      assert.strictEqual(yield* reach(node, other), "nothing")
      assert.strictEqual(node.opened(), before)
    }).pipe(quiet)
  )

  it.live("takes from a confined secret what that allows", () =>
    Effect.gen(function* () {
      const node = yield* servingNode(secret)
      assert.deepStrictEqual(yield* reach(node, confined("role:voice")), ["voice"])
      assert.deepStrictEqual(yield* reach(node, confined("role:default")), roles)
      assert.deepStrictEqual(yield* reach(node, confined("client")), roles)
      assert.deepStrictEqual(yield* reach(node, confined("role:web")), [])
    }).pipe(quiet)
  )

  it.live("takes from a certificate what that allows", () =>
    Effect.gen(function* () {
      const node = yield* servingNode(certificate("role:default", "role:voice"))
      assert.deepStrictEqual(yield* reach(node, certificate("role:voice")), ["voice"])
      assert.deepStrictEqual(yield* reach(node, certificate("client")), roles)
      assert.deepStrictEqual(yield* reach(node, certificate()), [])
      assert.strictEqual(yield* reach(node, secret), "nothing")
    }).pipe(quiet)
  )

  it.live("keeps few connections of strangers, takes few of their bytes, and lets others in", () =>
    Effect.gen(function* () {
      const node = yield* servingNode(secret)
      const sockets = yield* Effect.forEach(Array.from({ length: 400 }), () => stranger(node.port))
      const flood = Buffer.alloc(1024 * 1024)
      // Every other one stays silent.
      sockets.forEach((socket, n) => n % 2 === 0 && socket.write(flood))
      assert.deepStrictEqual(yield* reach(node, secret), roles)
      for (const socket of sockets) socket.resume()
      yield* eventually(
        Effect.sync(() => {
          const left = sockets.filter(({ closed }) => !closed)
          assert.isAtMost(left.length, 64)
        })
      )
      yield* Effect.forEach(sockets, closed, { concurrency: "unbounded" })
    }).pipe(quiet)
  )

  it.live("closes a connection by which no message comes, and no other", () =>
    Effect.gen(function* () {
      const node = yield* servingNode(secret)
      const client = yield* clientAs(node, secret)
      yield* client.Ping()
      const random = new SeededBytes("frames")
      for (let n = 0; n < 300; n++) {
        const socket = yield* authenticated(node.port)
        // A frame begins with its length.
        const bytes = random.bytes(1 + random.below(200))
        socket.write(n % 2 === 0 ? bytes : Buffer.concat([Buffer.of(bytes.length, 0, 0, 0), bytes]))
        socket.end()
        yield* closed(socket)
      }
      yield* client.Ping()
      assert.deepStrictEqual(yield* reach(node, secret), roles)
    }).pipe(quiet)
  )
})

describe("a process", () => {
  it.live("sends the messages of a role only to a node whose credential allows that role", () =>
    Effect.gen(function* () {
      const whole = certificate("role:default", "role:voice")
      // Its node has registered for both roles all the same.
      const node = yield* startNode(certificate("role:voice"))
      yield* eventually(
        Effect.map(reach(node, certificate("client")), (reached) =>
          assert.deepStrictEqual(reached, roles)
        )
      )
      const context = yield* Layer.build(
        Engine.clientLayer(whole).pipe(
          Layer.provide([MessageStorage.layerMemory, RunnerStorage.layerMemory]),
          Layer.provide(ShardingConfig.layer({ runnerAddress: Option.none() }))
        )
      )
      const runners = Context.get(context, Runners.Runners)
      const before = node.opened()
      const send = (role: string) =>
        succeeds(
          runners.send({
            address: RunnerAddress.make(host, node.port),
            message: message(node, role)
          })
        )
      assert.isFalse(yield* send("default"))
      assert.strictEqual(node.opened(), before)
      assert.isTrue(yield* send("voice"))
      assert.strictEqual(node.opened(), before + 1)
    }).pipe(quiet)
  )
})

const quiet = Effect.provideService(References.MinimumLogLevel, "Error")

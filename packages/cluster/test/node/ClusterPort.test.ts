import { NodeSocket } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Option } from "effect"
import {
  MessageStorage,
  RunnerAddress,
  Runners,
  RunnerStorage,
  ShardingConfig
} from "effect/cluster"
import * as ClusterSecret from "../../src/node/ClusterSecret.ts"
import * as Engine from "../../src/node/internal/Engine.ts"
import { eventually } from "../harness/Eventually.ts"
import { SeededBytes } from "../harness/SeededBytes.ts"
import { secret } from "../harness/TestSecret.ts"
import {
  authenticated,
  certificate,
  clientAs,
  clientOf,
  closed,
  confined,
  host,
  message,
  open,
  quiet,
  reach,
  roles,
  servingNode,
  startNode,
  stranger,
  succeeds
} from "./VaultNode.ts"

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

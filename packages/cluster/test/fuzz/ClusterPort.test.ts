import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Message, Runners } from "effect/cluster"
import { RpcSerialization } from "effect/rpc"
import { run } from "../harness/fuzz/Fuzz.ts"
import type { Random } from "../harness/fuzz/Random.ts"
import { secret } from "../harness/TestSecret.ts"
import {
  authenticated,
  closed,
  message,
  type Node,
  quiet,
  reach,
  roles,
  servingNode,
  stranger
} from "../node/VaultNode.ts"

/** The frames of a message to each role, and of other calls between nodes. */
const makeFrames = Effect.fnUntraced(function* (node: Node) {
  const serialization = yield* RpcSerialization.RpcSerialization
  const request = { id: "1", headers: [["a", "b"]] as const, _tag: "Request" }
  const frames = yield* Effect.forEach(roles, (role) =>
    Effect.gen(function* () {
      const { codecFor } = serialization
      const sent = yield* Message.serializeRequest(message(node, role), codecFor)
      return ["Effect", "Stream"].flatMap((tag) => {
        const rpc = Runners.Rpcs.requests.get(tag)
        if (rpc === undefined) return []
        const encode = Schema.encodeUnknownSync(codecFor(rpc.payloadSchema))
        return [{ ...request, tag, payload: encode({ request: sent, persisted: false }) }]
      })
    })
  )
  const others = [
    { ...request, tag: "Ping", payload: new Uint8Array() },
    { ...request, tag: "Nothing", payload: Buffer.from("?") },
    { _tag: "Ack", requestId: "1" },
    { _tag: "Interrupt", requestId: "1" },
    { _tag: "Ping" },
    { _tag: "Eof" }
  ]
  return [...frames.flat(), ...others].map((value) => {
    const bytes = serialization.makeUnsafe().encode(value)
    return Buffer.from(bytes ?? [])
  })
}, Effect.provide(RpcSerialization.layerSchemaBinary()))

const conversation = (frames: ReadonlyArray<Buffer>) => (random: Random) =>
  Buffer.concat(
    Array.from({ length: 1 + random.int(6) }, () => {
      const frame = random.pick(frames)
      return random.oneIn(3)
        ? random.mutate(frame)
        : random.oneIn(8)
          ? random.bytes(random.int(300))
          : frame
    })
  )

const show = (bytes: Buffer) => bytes.toString("hex")

describe("the port of a node", () => {
  it.live("closes a connection of anything that is no handshake, and of nothing else", () =>
    Effect.gen(function* () {
      const node = yield* servingNode(secret)
      const before = node.opened()
      yield* run({
        inputs: 2000,
        make: (random) => random.bytes(random.int(400)),
        show,
        stallMillis: 300,
        concurrency: 8,
        feed: Effect.fnUntraced(function* (bytes) {
          const socket = yield* stranger(node.port)
          socket.end(bytes)
          yield* closed(socket)
        }, Effect.scoped)
      })
      assert.strictEqual(node.opened(), before)
      assert.deepStrictEqual(yield* reach(node, secret), roles)
    }).pipe(quiet)
  )

  it.live("survives whatever a process with the secret sends", () =>
    Effect.gen(function* () {
      const node = yield* servingNode(secret)
      const before = node.opened()
      yield* run({
        inputs: 2000,
        make: conversation(yield* makeFrames(node)),
        show,
        stallMillis: 300,
        concurrency: 8,
        feed: Effect.fnUntraced(function* (bytes) {
          const socket = yield* authenticated(node.port)
          socket.end(bytes)
          yield* closed(socket)
        }, Effect.scoped)
      })
      // The frames that were whole have been understood.
      assert.isAbove(node.opened(), before)
      assert.deepStrictEqual(yield* reach(node, secret), roles)
    }).pipe(quiet)
  )
})

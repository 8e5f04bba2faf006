import type { Socket } from "node:net"
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

/** Frames of messages to each role, of which a node takes each one once, and of other calls between nodes. */
const makeFrames = Effect.fnUntraced(function* (node: Node) {
  const serialization = yield* RpcSerialization.RpcSerialization
  const { codecFor } = serialization
  const request = { _tag: "Request", id: "1", headers: [["a", "b"]] as const }
  const frame = (value: unknown) => Buffer.from(serialization.makeUnsafe().encode(value) ?? [])
  const call = Effect.fnUntraced(function* (tag: string, role: string) {
    const { payloadSchema } = yield* Effect.fromNullishOr(Runners.Rpcs.requests.get(tag))
    const encode = Schema.encodeUnknownEffect(codecFor(payloadSchema))
    const sent = yield* Message.serializeRequest(message(node, role), codecFor)
    return frame({ ...request, tag, payload: yield* encode({ request: sent, persisted: false }) })
  })
  const kinds = ["Effect", "Stream"].flatMap((tag) => roles.map((role) => [tag, role] as const))
  return {
    messages: yield* Effect.forEach(
      Array.from({ length: 300 }).flatMap(() => kinds),
      ([tag, role]) => call(tag, role)
    ),
    others: [
      { ...request, tag: "Ping", payload: new Uint8Array() },
      { ...request, tag: "Nothing", payload: Buffer.from("?") },
      { _tag: "Ack", requestId: "1" },
      { _tag: "Interrupt", requestId: "1" },
      { _tag: "Ping" },
      { _tag: "Eof" }
    ].map(frame)
  }
}, Effect.provide(RpcSerialization.layerSchemaBinary()))

const conversation =
  ({ messages, others }: Effect.Success<ReturnType<typeof makeFrames>>) =>
  (random: Random) =>
    Buffer.concat(
      Array.from({ length: 1 + random.int(6) }, () => {
        const frame = random.pick(random.oneIn(2) ? messages : others)
        if (random.oneIn(3)) return random.mutate(frame)
        return random.oneIn(8) ? random.bytes(random.int(300)) : frame
      })
    )

const answered = (socket: Socket) =>
  Effect.callback<void>((resume) => {
    socket.once("data", () => resume(Effect.void)).once("close", () => resume(Effect.void))
  })

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
          socket.write(bytes)
          // A process that leaves at once does not learn what its messages would have done.
          yield* Effect.timeoutOption(answered(socket), "20 millis")
          socket.end()
          yield* closed(socket)
        }, Effect.scoped)
      })
      // The frames that were whole have been understood.
      assert.isAbove(node.opened() - before, 200)
      assert.deepStrictEqual(yield* reach(node, secret), roles)
    }).pipe(quiet)
  )
})

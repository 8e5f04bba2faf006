import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Logger, Ref, Schema } from "effect"
import { Rpc, RpcGroup, RpcSerialization, RpcServer } from "effect/rpc"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { CallLimit } from "../../src/sockets/CallLimit.ts"
import { SocketLimits } from "../../src/sockets/SocketLimits.ts"
import { ask, port, problem, served } from "../http/TestServer.ts"
import { frame, open } from "./RawSocket.ts"

class Echo extends RpcGroup.make(
  Rpc.make("Echo", { payload: { text: Schema.String }, success: Schema.String })
).middleware(CallLimit) {}

const calls = Ref.makeUnsafe(0)
const log: Array<string> = []

/** JSON, so that a test can write a message by hand. Each answer is 64 KB. */
const Routes = RpcServer.layerHttp({ group: Echo, path: "/rpc", disableFatalDefects: true }).pipe(
  Layer.provide([
    Echo.toLayer({
      Echo: () =>
        Effect.as(
          Ref.update(calls, (n) => n + 1),
          "x".repeat(65_536)
        )
    }),
    CallLimit.layer,
    RpcSerialization.layerNdjson
  ])
)

const limits = { ...SocketLimits.defaultValue(), perAddress: 8, unreadBytes: 1024 * 1024 }

const message = (id: number) =>
  `${JSON.stringify({ _tag: "Request", id: String(id), tag: "Echo", payload: { text: "" }, headers: [] })}\n`

const Server = served(Routes).pipe(
  Layer.provide([
    Layer.succeed(SocketLimits, limits),
    Logger.layer([
      Logger.map(Logger.formatLogFmt, (entry) => {
        log.push(entry)
      })
    ])
  ])
)

layer(Server, { excludeTestServices: true })("SocketMiddleware", (it) => {
  const socket = Effect.flatMap(port, (number) =>
    Effect.acquireDisposable(Effect.promise(() => open(number, "/rpc")))
  )

  it.effect("an address has a limited number of sockets, and closed ones do not count", () =>
    Effect.gen(function* () {
      yield* Effect.scoped(
        Effect.gen(function* () {
          const opened = yield* Effect.replicateEffect(socket, 8)
          assert.deepStrictEqual(
            opened.map(({ status }) => status),
            opened.map(() => 101)
          )
          const refused = yield* ask("/rpc", { headers: upgrade })
          assert.strictEqual(problem(refused).status, 429)
          assert.strictEqual(refused.headers["retry-after"], "10")
        })
      )
      const again = Effect.scoped(Effect.map(socket, ({ status }) => status))
      yield* eventually(Effect.filterOrFail(again, (status) => status === 101))
    })
  )

  it.effect("other protocols cannot be upgraded to", () =>
    Effect.gen(function* () {
      const answer = yield* ask("/rpc", { headers: { ...upgrade, upgrade: "h2c" } })
      assert.strictEqual(answer.status, 426)
      assert.strictEqual(answer.headers["upgrade"], "websocket")
    })
  )

  it.effect("10,000 calls at once are worked on no faster than the rate", () =>
    Effect.gen(function* () {
      yield* Ref.set(calls, 0)
      const { connection } = yield* socket
      connection.resume()
      connection.write(
        Buffer.concat(Array.from({ length: 10_000 }, (_, id) => frame(message(id), { opcode: 1 })))
      )
      yield* eventually(Effect.filterOrFail(Ref.get(calls), (count) => count >= limits.burst))
      const before = yield* Ref.get(calls)
      // Another client is served meanwhile.
      assert.strictEqual((yield* ask("/nowhere")).status, 404)
      assert.isBelow((yield* Ref.get(calls)) - before, 2 * limits.framesPerSecond)
    })
  )

  it.effect("a client that does not read its answers is cut off", () =>
    Effect.gen(function* () {
      const { closed, connection } = yield* socket
      connection.pause()
      for (let id = 0; id < 300; id++) connection.write(frame(message(id), { opcode: 1 }))
      yield* Effect.promise(() => closed).pipe(
        Effect.raceFirst(
          // The end is seen only by a client that reads, or writes.
          Effect.forever(
            Effect.andThen(
              Effect.sync(() => connection.write(frame("", { opcode: 9 }))),
              Effect.sleep("50 millis")
            )
          )
        ),
        Effect.timeout("20 seconds")
      )
    })
  )

  it.effect("a broken protocol is logged in one short line", () =>
    Effect.gen(function* () {
      const broken = [
        frame("x", { reserved: 7 }),
        frame("x", { opcode: 11 }),
        frame("\u00ff", { opcode: 1 }).fill(0xff, 6),
        frame(Buffer.alloc(200_000)),
        frame("x".repeat(126), { opcode: 8 })
      ]
      for (const bytes of broken) {
        const before = log.length
        const { connection } = yield* socket
        connection.write(bytes)
        yield* eventually(
          Effect.filterOrFail(
            Effect.sync(() => log.length),
            (now) => now > before
          )
        )
        assert.strictEqual(log.length - before, 1)
        connection.destroy()
      }
      for (const line of log) {
        assert.isBelow(line.length, 250)
        assert.notInclude(line, "\n")
      }
    })
  )
})

const upgrade = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="
}

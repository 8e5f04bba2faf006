import { once } from "node:events"
import { createConnection, createServer, type Socket as NetSocket } from "node:net"
import { connect, type ConnectionOptions, createServer as createTlsServer } from "node:tls"
import { assert, describe, layer } from "@effect/vitest"
import { Context, Effect, Layer, Option, Queue, Redacted } from "effect"
import { RunnerAddress, ShardingConfig } from "effect/cluster"
import { SocketServer } from "effect/socket"
import * as ClusterSocket from "../../src/node/internal/ClusterSocket.ts"
import type { Tls } from "../../src/node/Tls.ts"
import * as Certificates from "../harness/Certificates.ts"
import { freePort } from "../harness/FreePort.ts"

const host = "127.0.0.1"
/** Longer than the head of a TLS record, which a server waits for. */
const hello = "Hello, who is there?"
const authority = Certificates.make({ name: "Cluster" })
const stranger = Certificates.make({ name: "Cluster" })
const node = (
  issuer: Certificates.Certificate,
  options: Partial<Certificates.CertificateOptions> = {}
) => Certificates.make({ name: "node", issuer, addresses: [host], ...options })

const good = Certificates.identity(node(authority), authority)

/** A node that listens with a good identity, and what reached it. */
class Listening extends Context.Service<
  Listening,
  { readonly port: number; readonly heard: Queue.Queue<string> }
>()("@aethercast/cluster/test/Listening") {
  static readonly layer = Layer.effect(
    Listening,
    Effect.gen(function* () {
      const port = yield* freePort
      const heard = yield* Queue.make<string>()
      const config = ShardingConfig.layer({
        runnerAddress: Option.some(RunnerAddress.make(host, port))
      })
      const built = yield* Layer.build(
        ClusterSocket.serverLayer(Option.some(good)).pipe(Layer.provide(config))
      )
      yield* Context.get(built, SocketServer.SocketServer)
        .run((socket) =>
          Effect.gen(function* () {
            const { pull } = yield* socket.reader
            const { write } = yield* socket.writer
            for (;;) {
              for (const piece of yield* pull) {
                yield* Queue.offer(heard, Buffer.from(piece).toString())
                yield* write("pong")
              }
            }
          }).pipe(Effect.scoped, Effect.ignore)
        )
        .pipe(Effect.forkScoped)
      return { port, heard }
    })
  )
}

/** Says hello through a connection of a node; what it hears back. */
const ping = (port: number, tls: Option.Option<Tls>) =>
  Effect.gen(function* () {
    const socket = yield* ClusterSocket.dial(RunnerAddress.make(host, port), tls)
    const { pull } = yield* socket.reader
    const { write } = yield* socket.writer
    yield* write(hello)
    const [first] = yield* pull
    return Buffer.from(first).toString()
  }).pipe(Effect.scoped)

/** Says hello and waits until the other side has cut the connection; what was heard until then. */
const cutOff = (open: () => NetSocket) =>
  Effect.promise(async () => {
    const socket = open()
    let heard = 0
    socket.on("data", (bytes: Buffer) => (heard += bytes.length))
    socket.on("error", () => undefined)
    socket.write(hello)
    await closed(socket)
    return heard
  }).pipe(Effect.timeout("20 seconds"))

const closed = (socket: NetSocket) => new Promise<void>((resolve) => socket.on("close", resolve))

const strangerTo = (options: ConnectionOptions) =>
  Effect.flatMap(Listening, ({ port }) =>
    cutOff(() => connect({ host, port, ca: authority.pem, ...options }))
  )

/** A server of somebody else's at the address of a node. */
const server = (make: () => ReturnType<typeof createServer>) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(async () => {
        const listening = make().listen(0, host)
        await once(listening, "listening")
        return listening
      }),
      (listening) => Effect.sync(() => listening.close())
    ),
    (listening) => {
      const address = listening.address()
      return typeof address === "object" && address !== null ? address.port : 0
    }
  )

layer(Listening.layer, { excludeTestServices: true })("a node with TLS", (it) => {
  it.effect("talks to one that the same authority certifies", () =>
    Effect.gen(function* () {
      const { heard, port } = yield* Listening
      assert.strictEqual(yield* ping(port, Option.some(good)), "pong")
      assert.strictEqual(yield* Queue.take(heard), hello)
    })
  )

  describe("reads nothing from", () => {
    const nothing = Effect.gen(function* () {
      const { heard } = yield* Listening
      assert.strictEqual(yield* Queue.size(heard), 0)
    })

    it.effect("who speaks in the clear", () =>
      Effect.gen(function* () {
        const { port } = yield* Listening
        yield* Effect.flip(ping(port, Option.none()))
        // 7 bytes is the alert with which OpenSSL ends what is no TLS.
        assert.isAtMost(yield* cutOff(() => createConnection({ host, port })), 7)
        yield* nothing
      })
    )

    it.effect("who shows no certificate", () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* strangerTo({}), 0)
        yield* nothing
      })
    )

    it.effect("who shows one of another authority, of the same name", () =>
      Effect.gen(function* () {
        const other = node(stranger)
        const shown = { cert: other.pem, key: Certificates.keyPem(other) }
        assert.strictEqual(yield* strangerTo(shown), 0)
        yield* nothing
      })
    )

    it.effect("who shows one that has expired, or that is not for clients", () =>
      Effect.gen(function* () {
        for (const options of [{ hours: [-2, -1] }, { uses: ["server"] }] as const) {
          const other = node(authority, options)
          const shown = { cert: other.pem, key: Certificates.keyPem(other) }
          assert.strictEqual(yield* strangerTo(shown), 0)
        }
        yield* nothing
      })
    )

    it.effect("who speaks an older TLS", () =>
      Effect.gen(function* () {
        const shown = { cert: good.certificate, key: Redacted.value(good.key) }
        assert.strictEqual(yield* strangerTo({ ...shown, maxVersion: "TLSv1.2" }), 0)
        yield* nothing
      })
    )

    it.effect("who connects and says nothing, for longer than a handshake takes", () =>
      Effect.gen(function* () {
        const { port } = yield* Listening
        const silent = createConnection({ host, port })
        silent.on("error", () => undefined)
        silent.resume()
        yield* Effect.promise(() => closed(silent)).pipe(Effect.timeout("20 seconds"))
        yield* nothing
      })
    )
  })

  describe("tells nothing to", () => {
    const tlsServer = (certificate: Certificates.Certificate) =>
      server(() =>
        createTlsServer(
          { cert: certificate.pem, key: Certificates.keyPem(certificate) },
          (socket) => socket.end("pong")
        )
      )

    it.effect("a server of another authority, one for another host, or one in the clear", () =>
      Effect.gen(function* () {
        const impostors = [
          yield* tlsServer(node(stranger)),
          yield* tlsServer(node(authority, { addresses: ["10.0.0.7"] })),
          yield* tlsServer(node(authority, { hours: [-2, -1] })),
          yield* server(() => createServer((socket) => socket.end("pong")))
        ]
        for (const port of impostors) {
          const error = yield* Effect.flip(ping(port, Option.some(good)))
          assert.strictEqual(error.reason._tag, "SocketOpenError")
        }
        // The test itself can tell a good one.
        const port = yield* tlsServer(node(authority))
        assert.strictEqual(yield* ping(port, Option.some(good)), "pong")
      })
    )
  })
})

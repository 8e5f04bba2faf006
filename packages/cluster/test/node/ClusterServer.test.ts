import { once } from "node:events"
import { createConnection, createServer, type Socket as NetSocket } from "node:net"
import { connect, type ConnectionOptions, createServer as createTlsServer } from "node:tls"
import { assert, describe, layer } from "@effect/vitest"
import { Context, Effect, Layer, Option, Queue, Redacted } from "effect"
import { RunnerAddress, ShardingConfig } from "effect/cluster"
import { SocketServer } from "effect/socket"
import type { Identity } from "../../src/node/Identity.ts"
import * as ClusterServer from "../../src/node/internal/ClusterServer.ts"
import * as ClusterDialer from "../../src/node/internal/ClusterDialer.ts"
import * as Certificates from "../harness/Certificates.ts"
import { freePort } from "../harness/FreePort.ts"
import { secret } from "../harness/TestSecret.ts"

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

/** A node that listens with a good certificate, and the messages that reached it. */
class Listening extends Context.Service<
  Listening,
  { readonly port: number; readonly received: Queue.Queue<string> }
>()("@aethercast/cluster/test/Listening") {
  static readonly layer = Layer.effect(
    Listening,
    Effect.gen(function* () {
      const port = yield* freePort
      const received = yield* Queue.make<string>()
      const config = ShardingConfig.layer({
        runnerAddress: Option.some(RunnerAddress.make(host, port))
      })
      const built = yield* Layer.build(ClusterServer.layer(good).pipe(Layer.provide(config)))
      yield* Context.get(built, SocketServer.SocketServer)
        .run((socket) =>
          Effect.gen(function* () {
            const { pull } = yield* socket.reader
            const { write } = yield* socket.writer
            for (;;) {
              for (const piece of yield* pull) {
                yield* Queue.offer(received, Buffer.from(piece).toString())
                yield* write("pong")
              }
            }
          }).pipe(Effect.scoped, Effect.ignore)
        )
        .pipe(Effect.forkScoped)
      return { port, received }
    })
  )
}

/** Sends a message as a node does; returns the answer. */
const ping = (port: number, identity: Identity) =>
  Effect.gen(function* () {
    const socket = yield* ClusterDialer.dial(RunnerAddress.make(host, port), identity, {
      authenticated: () => {},
      refused: () => Effect.void
    })
    const { pull } = yield* socket.reader
    const { write } = yield* socket.writer
    yield* write(hello)
    const [first] = yield* pull
    return Buffer.from(first).toString()
  }).pipe(Effect.scoped)

/** Sends a message and waits until the other side closes; returns how many bytes came back. */
const closedBy = (open: () => NetSocket) =>
  Effect.promise(async () => {
    const socket = open()
    let bytes = 0
    socket.on("data", (chunk: Buffer) => (bytes += chunk.length))
    socket.on("error", () => undefined)
    socket.write(hello)
    await closed(socket)
    return bytes
  }).pipe(Effect.timeout("20 seconds"))

const closed = (socket: NetSocket) => new Promise<void>((resolve) => socket.on("close", resolve))

const closedForClient = (options: ConnectionOptions) =>
  Effect.flatMap(Listening, ({ port }) =>
    closedBy(() => connect({ host, port, ca: authority.pem, ...options }))
  )

/** A server that is not part of the cluster, at the address of a node. */
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
  it.effect("exchanges messages with a node of the same authority", () =>
    Effect.gen(function* () {
      const { port, received } = yield* Listening
      assert.strictEqual(yield* ping(port, good), "pong")
      assert.strictEqual(yield* Queue.take(received), hello)
    })
  )

  describe("reads nothing from a client", () => {
    const nothing = Effect.gen(function* () {
      const { received } = yield* Listening
      assert.strictEqual(yield* Queue.size(received), 0)
    })

    it.effect("in plain text", () =>
      Effect.gen(function* () {
        const { port } = yield* Listening
        yield* Effect.flip(ping(port, secret))
        // The alert with which OpenSSL closes a connection without TLS has 7 bytes.
        assert.isAtMost(yield* closedBy(() => createConnection({ host, port })), 7)
        yield* nothing
      })
    )

    it.effect("without a certificate", () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* closedForClient({}), 0)
        yield* nothing
      })
    )

    it.effect("with a certificate of another authority of the same name", () =>
      Effect.gen(function* () {
        const other = node(stranger)
        const shown = { cert: other.pem, key: Certificates.keyPem(other) }
        assert.strictEqual(yield* closedForClient(shown), 0)
        yield* nothing
      })
    )

    it.effect("with a certificate that has expired or is not for clients", () =>
      Effect.gen(function* () {
        for (const options of [{ hours: [-2, -1] }, { uses: ["server"] }] as const) {
          const other = node(authority, options)
          const shown = { cert: other.pem, key: Certificates.keyPem(other) }
          assert.strictEqual(yield* closedForClient(shown), 0)
        }
        yield* nothing
      })
    )

    it.effect("with an older version of TLS", () =>
      Effect.gen(function* () {
        const shown = { cert: good.certificate, key: Redacted.value(good.key) }
        assert.strictEqual(yield* closedForClient({ ...shown, maxVersion: "TLSv1.2" }), 0)
        yield* nothing
      })
    )

    it.effect("that sends nothing for longer than a handshake may take", () =>
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

  describe("sends nothing to", () => {
    const tlsServer = (certificate: Certificates.Certificate) =>
      server(() =>
        createTlsServer(
          { cert: certificate.pem, key: Certificates.keyPem(certificate) },
          (socket) => socket.end("pong")
        )
      )

    it.effect("a server of another authority, for another host, or in plain text", () =>
      Effect.gen(function* () {
        const impostors = [
          yield* tlsServer(node(stranger)),
          yield* tlsServer(node(authority, { addresses: ["10.0.0.7"] })),
          yield* tlsServer(node(authority, { hours: [-2, -1] })),
          yield* server(() => createServer((socket) => socket.end("pong")))
        ]
        for (const port of impostors) {
          const error = yield* Effect.flip(ping(port, good))
          assert.strictEqual(error.reason._tag, "SocketOpenError")
        }
        // The test recognises a good server.
        const port = yield* tlsServer(node(authority))
        assert.strictEqual(yield* ping(port, good), "pong")
      })
    )
  })
})

import type { Socket as NetSocket } from "node:net"
import { NodeSocket, NodeSocketServer } from "@effect/platform-node"
import { Effect, Layer, Option } from "effect"
import { type RunnerAddress, ShardingConfig } from "effect/cluster"
import { Socket, SocketServer } from "effect/socket"
import type { Identity } from "../Identity.ts"
import { SenderRights } from "./Authorization.ts"
import { certificateRights } from "./CertificateRights.ts"
import { handshakeTimeout, outlive } from "./ConnectionOptions.ts"
import * as Handshake from "./Handshake.ts"
import { PendingConnections } from "./PendingConnections.ts"
import * as TlsAcceptor from "./TlsAcceptor.ts"
import * as WarningThrottle from "./WarningThrottle.ts"

/**
 * The port at which a node is reached by the others, with TCP_NODELAY: without it every acknowledged chunk
 * of a stream takes about 45 ms longer (Nagle's algorithm against delayed acknowledgements).
 *
 * The engine reads a connection only after its other end was authenticated: by a certificate of the
 * cluster's authority in TLS 1.3, or by the cluster's secret. Until then a connection may be open for 5 s,
 * beside at most 63 others.
 */
export const layer = (identity: Identity) =>
  Layer.effect(
    SocketServer.SocketServer,
    Effect.gen(function* () {
      const config = yield* ShardingConfig.ShardingConfig
      const advertised = yield* Effect.orDie(Effect.fromOption(config.runnerAddress))
      const { host, port } = Option.getOrElse(config.runnerListenAddress, () => advertised)
      const server = yield* NodeSocketServer.make({ host, port, noDelay: true })
      const authenticate = authenticator(identity, advertised)
      const pending = new PendingConnections(maxPending)
      const warn = WarningThrottle.make("refusals")

      const admit = Effect.fnUntraced(function* (connection: NetSocket, socket: Socket.Socket) {
        pending.add(outlive(connection))
        return yield* authenticate(connection, socket).pipe(
          Effect.timeoutOrElse({ duration: handshakeTimeout, orElse: () => tooSlow }),
          Effect.ensuring(Effect.sync(() => pending.remove(connection))),
          Effect.tapError(() => Effect.sync(() => connection.destroy()))
        )
      })

      return SocketServer.SocketServer.of({
        address: server.address,
        run: (handler) =>
          server.run((socket) =>
            Effect.gen(function* () {
              const connection = yield* Effect.orDie(
                Effect.flatMap(Effect.serviceOption(NodeSocket.NetSocket), Effect.fromOption)
              )
              const peer = `${connection.remoteAddress}:${connection.remotePort}`
              const admitted = yield* Effect.result(admit(connection, socket))
              if (admitted._tag === "Failure") {
                const { problem } = admitted.failure
                return yield* warn(`Refused a connection from ${peer}: ${problem}`)
              }
              const malformed = Effect.andThen(
                Effect.sync(() => connection.destroy()),
                warn(`Closed the connection from ${peer}: what it sent was no message`)
              )
              yield* handler(closedBy(admitted.success.socket, malformed)).pipe(
                Effect.provideService(SenderRights, admitted.success.rights)
              )
            })
          )
      })
    })
  )

const maxPending = 64

const tooSlow = Effect.fail(
  new Handshake.HandshakeFailed({ problem: `it did not authenticate within ${handshakeTimeout}` })
)

/** Gives the rights of the other end, and the socket by which it is read from then on. */
const authenticator = (identity: Identity, { host, port }: RunnerAddress.RunnerAddress) => {
  if (identity._tag === "ClusterSecret") {
    const options = { secret: identity, address: `${host}:${port}` }
    return (connection: NetSocket, socket: Socket.Socket) =>
      Effect.map(Handshake.asServer(connection, options), (rights) => ({ rights, socket }))
  }
  const accept = TlsAcceptor.make(identity)
  return Effect.fnUntraced(function* (connection: NetSocket, _socket: Socket.Socket) {
    const { certificate, socket } = yield* accept(connection)
    return { rights: certificateRights(certificate), socket }
  })
}

/** The socket whose server closes it with an effect of its own. */
const closedBy = ({ reader, writer }: Socket.Socket, close: Effect.Effect<void>) =>
  Socket.make({
    reader,
    writer: Effect.map(writer, ({ write, writeAll }) => ({
      write: (chunk) => (Socket.isCloseEvent(chunk) ? close : write(chunk)),
      writeAll
    }))
  })

import type { X509Certificate } from "node:crypto"
import type { Socket as NetSocket } from "node:net"
import { createServer, type TLSSocket } from "node:tls"
import { NodeSocket } from "@effect/platform-node"
import { Effect } from "effect"
import { Socket } from "effect/socket"
import type { Tls } from "../Tls.ts"
import { outlive, tlsOptions } from "./ConnectionOptions.ts"
import { HandshakeFailed } from "./Handshake.ts"

/** The server's side of TLS on connections that are already open. */
export const make = (tls: Tls) => {
  // It does not listen: connections are handed to it one by one.
  const server = createServer({ ...tlsOptions(tls), requestCert: true, rejectUnauthorized: true })
  const waiting = new Map<string, (secured: TLSSocket) => void>()
  server.on("secureConnection", (secured) => waiting.get(remote(secured))?.(secured))
  server.on("tlsClientError", (_error, secured) => secured.destroy())

  return (connection: NetSocket) =>
    Effect.suspend(() => {
      const name = remote(connection)
      return Effect.callback<Accepted, HandshakeFailed>((resume) => {
        if (connection.destroyed) return resume(refused)
        waiting.set(name, (secured) => {
          const certificate = outlive(secured).getPeerX509Certificate()
          resume(
            certificate === undefined
              ? refused
              : Effect.map(socketOf(secured), (socket) => ({ certificate, socket }))
          )
        })
        connection.once("close", () => resume(refused))
        server.emit("connection", connection)
      }).pipe(Effect.ensuring(Effect.sync(() => waiting.delete(name))))
    })
}

interface Accepted {
  readonly certificate: X509Certificate
  readonly socket: Socket.Socket
}

const remote = ({ remoteAddress, remotePort }: NetSocket) => `${remoteAddress} ${remotePort}`

const refused = Effect.fail(
  new HandshakeFailed({ problem: "it has no certificate of the cluster's authority" })
)

const socketOf = (secured: TLSSocket) =>
  NodeSocket.fromDuplex(
    Effect.acquireRelease(
      Effect.suspend(() => (secured.destroyed ? Effect.fail(closed) : Effect.succeed(secured))),
      () => Effect.sync(() => secured.destroySoon())
    )
  )

const closed = new Socket.SocketError({ reason: new Socket.SocketCloseError({ code: 1000 }) })

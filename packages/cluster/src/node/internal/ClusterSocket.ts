import { createConnection } from "node:net"
import type { Duplex } from "node:stream"
import { connect } from "node:tls"
import { NodeSocket, NodeSocketServer } from "@effect/platform-node"
import { Effect, Layer, Option, Redacted } from "effect"
import { type RunnerAddress, Runners, ShardingConfig } from "effect/cluster"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import type { Tls } from "../Tls.ts"

/**
 * The engine's socket transport with TCP_NODELAY on both sides. Without it every acknowledged chunk of
 * a stream between two nodes takes about 45 ms longer (Nagle's algorithm against delayed
 * acknowledgements).
 *
 * With `tls` both sides show a certificate of the cluster's authority (TLS 1.3) before a byte of a
 * message is read. A connection without one, in plain text, or without a handshake within 5 s, is
 * closed.
 */
export const clientLayer = (
  tls: Option.Option<Tls>
): Layer.Layer<Runners.RpcClientProtocol, never, RpcSerialization.RpcSerialization> =>
  Layer.effect(
    Runners.RpcClientProtocol,
    Effect.gen(function* () {
      const serialization = yield* RpcSerialization.RpcSerialization
      return {
        codecFor: serialization.codecFor,
        make: Effect.fnUntraced(function* (address) {
          const socket = yield* dial(address, tls)
          return yield* RpcClient.makeProtocolSocket().pipe(
            Effect.provideService(Socket.Socket, socket),
            Effect.provideService(RpcSerialization.RpcSerialization, serialization)
          )
        }, Effect.orDie)
      }
    })
  )

export const serverLayer = (tls: Option.Option<Tls>) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const config = yield* ShardingConfig.ShardingConfig
      const address = Option.orElse(config.runnerListenAddress, () => config.runnerAddress)
      const { host, port } = yield* Effect.orDie(Effect.fromOption(address))
      return Option.match(tls, {
        onNone: () => NodeSocketServer.layer({ host, port, noDelay: true }),
        onSome: (identity) =>
          NodeSocketServer.layerTls({
            host,
            port,
            noDelay: true,
            ...tlsOptions(identity),
            requestCert: true,
            rejectUnauthorized: true,
            handshakeTimeout: handshakeMillis
          })
      })
    })
  )

/** A connection to another node, opened when it is first read. */
export const dial = (address: RunnerAddress.RunnerAddress, tls: Option.Option<Tls>) =>
  Option.match(tls, {
    onNone: () => plainSocket(address),
    onSome: (identity) => tlsSocket(address, identity)
  })

const handshakeMillis = 5000

const plainSocket = ({ host, port }: RunnerAddress.RunnerAddress) =>
  NodeSocket.makeNet({ openTimeout: 1000, timeout: 5500, host, port, noDelay: true })

/** The engine's TLS socket has no TCP_NODELAY, which is an option of the connection beneath it. */
const tlsSocket = ({ host, port }: RunnerAddress.RunnerAddress, tls: Tls) =>
  NodeSocket.fromDuplex(
    Effect.acquireRelease(
      Effect.sync(() => {
        const connection = createConnection({ host, port, noDelay: true })
        return { connection, encrypted: connect({ socket: connection, host, ...tlsOptions(tls) }) }
      }),
      ({ connection, encrypted }) =>
        Effect.sync(() => (encrypted.authorized ? encrypted.destroySoon() : connection.destroy()))
    ).pipe(
      Effect.flatMap(({ connection, encrypted }) =>
        Effect.callback<Duplex, Socket.SocketError>((resume) => {
          const fail = (cause: Error) =>
            resume(
              Effect.fail(
                new Socket.SocketError({
                  reason: new Socket.SocketOpenError({ kind: "Unknown", cause })
                })
              )
            )
          // Not removed: an error of a socket without a listener ends the process.
          connection.on("error", fail)
          encrypted.on("error", fail)
          encrypted.once("secureConnect", () => resume(Effect.succeed(encrypted)))
        })
      )
    ),
    { openTimeout: handshakeMillis }
  )

const tlsOptions = ({ authority, certificate, key }: Tls) => ({
  cert: certificate,
  key: Redacted.value(key),
  ca: authority,
  minVersion: "TLSv1.3" as const
})

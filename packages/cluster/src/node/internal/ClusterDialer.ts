import { createConnection } from "node:net"
import type { Duplex } from "node:stream"
import { connect } from "node:tls"
import { NodeSocket } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { type RunnerAddress, Runners } from "effect/cluster"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import type { ClusterSecret } from "../ClusterSecret.ts"
import type { Identity } from "../Identity.ts"
import type { Rights } from "../Rights.ts"
import type { Tls } from "../Tls.ts"
import { certificateRights } from "./CertificateRights.ts"
import * as Handshake from "./Handshake.ts"
import { handshakeTimeout, outlive, tlsOptions } from "./ConnectionOptions.ts"
import { Peers } from "./Peers.ts"
import * as WarningThrottle from "./WarningThrottle.ts"

/** The connections of the engine to other nodes. Each is authenticated before the engine may write to it. */
export const layer = (identity: Identity) =>
  Layer.effect(
    Runners.RpcClientProtocol,
    Effect.gen(function* () {
      const serialization = yield* RpcSerialization.RpcSerialization
      const peers = yield* Peers
      const warn = WarningThrottle.make("failures")
      return {
        codecFor: serialization.codecFor,
        make: Effect.fnUntraced(function* (address) {
          const socket = yield* dial(address, identity, {
            authenticated: (rights) => peers.record(address, rights),
            refused: ({ problem }) =>
              warn(`Cannot connect to the node at ${address.host}:${address.port}: ${problem}`)
          })
          return yield* RpcClient.makeProtocolSocket().pipe(
            Effect.provideService(Socket.Socket, socket),
            Effect.provideService(RpcSerialization.RpcSerialization, serialization)
          )
        }, Effect.orDie)
      }
    })
  )

/** A connection to another node, opened when it is first read. */
export const dial = (
  address: RunnerAddress.RunnerAddress,
  identity: Identity,
  { authenticated, refused }: Events
) =>
  NodeSocket.fromDuplex(
    Effect.suspend(() =>
      identity._tag === "Tls" ? overTls(address, identity) : bySecret(address, identity)
    ).pipe(
      Effect.tapError((error) => (error._tag === "HandshakeFailed" ? refused(error) : Effect.void)),
      Effect.catchTag("HandshakeFailed", openError),
      Effect.map(({ duplex, rights }) => {
        authenticated(rights)
        return duplex
      })
    ),
    { openTimeout: handshakeTimeout }
  )

interface Events {
  /** Called with what the node may serve. */
  readonly authenticated: (rights: Rights) => void
  readonly refused: (failure: Handshake.HandshakeFailed) => Effect.Effect<void>
}

interface Opened {
  readonly duplex: Duplex
  readonly rights: Rights
}

const bySecret = Effect.fnUntraced(function* (
  { host, port }: RunnerAddress.RunnerAddress,
  secret: ClusterSecret
) {
  const duplex = yield* Effect.acquireRelease(
    Effect.sync(() => open(host, port)),
    (duplex) => Effect.sync(() => (duplex.connecting ? duplex.destroy() : duplex.destroySoon()))
  )
  yield* once(duplex, "connect")
  const rights = yield* Handshake.asClient(duplex, { secret, address: `${host}:${port}` })
  const opened: Opened = { duplex, rights }
  return opened
})

/** The engine's own TLS socket has no TCP_NODELAY, which is an option of the connection beneath it. */
const overTls = Effect.fnUntraced(function* (
  { host, port }: RunnerAddress.RunnerAddress,
  tls: Tls
) {
  const { duplex } = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const beneath = open(host, port)
      return { beneath, duplex: outlive(connect({ socket: beneath, host, ...tlsOptions(tls) })) }
    }),
    ({ beneath, duplex }) =>
      Effect.sync(() => (duplex.authorized ? duplex.destroySoon() : beneath.destroy()))
  )
  yield* once(duplex, "secureConnect")
  const certificate = duplex.getPeerX509Certificate()
  const rights = certificate === undefined ? [] : certificateRights(certificate)
  const opened: Opened = { duplex, rights }
  return opened
})

const open = (host: string, port: number) =>
  outlive(createConnection({ host, port, noDelay: true }))

const once = (duplex: Duplex, event: "connect" | "secureConnect") =>
  Effect.callback<void, Socket.SocketError>((resume) => {
    const fail = (cause: Error) => resume(openError(cause))
    duplex.once("error", fail)
    duplex.once("close", () => fail(new Error("The connection was closed")))
    duplex.once(event, () => resume(Effect.void))
  })

const openError = (cause: Error) =>
  Effect.fail(
    new Socket.SocketError({ reason: new Socket.SocketOpenError({ kind: "Unknown", cause }) })
  )

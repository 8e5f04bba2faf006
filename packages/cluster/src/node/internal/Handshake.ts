import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import type { Duplex } from "node:stream"
import { Effect, Option, Schema } from "effect"
import { type ClusterSecret, keyFor, rightsOf } from "../ClusterSecret.ts"
import * as DuplexBytes from "./DuplexBytes.ts"

/** The other end of a connection is no process of this cluster. */
export class HandshakeFailed extends Schema.TaggedError<HandshakeFailed>()("HandshakeFailed", {
  problem: Schema.String
}) {
  override get message() {
    return this.problem
  }
}

export interface Options {
  readonly secret: ClusterSecret
  /** `host:port` where the server is reached, as both ends know it. */
  readonly address: string
}

// The server sends its nonce and the name of its secret; the client answers with its own and a proof; the
// server proves itself last, so that a stranger learns nothing but a nonce. A proof covers both nonces (no
// replay), the side that gives it (no reflection) and the address (no relay to another node).

/** Proves to the process that connected, and is proved, that both know the key. Gives its rights. */
export const asServer = Effect.fn("Handshake.asServer")(function* (
  duplex: Duplex,
  { address, secret }: Options
) {
  const nonce = randomBytes(nonceBytes)
  yield* write(duplex, magic, nonce, named(secret.name))
  const clientNonce = yield* take(duplex, nonceBytes)
  const clientName = yield* takeName(duplex)
  const proof = yield* take(duplex, proofBytes)
  const { key, rights } = yield* agreed(secret, secret.name, clientName)
  const said = { address, serverName: secret.name, clientName, nonce, clientNonce }
  if (!timingSafeEqual(proof, proofOf(key, "client", said))) {
    return yield* new HandshakeFailed({ problem: "it does not know the cluster secret" })
  }
  yield* write(duplex, proofOf(key, "server", said))
  return rights
})

/** The same at the other end. Nothing may be sent before it succeeds. */
export const asClient = Effect.fn("Handshake.asClient")(function* (
  duplex: Duplex,
  { address, secret }: Options
) {
  if (!(yield* take(duplex, magic.length)).equals(magic)) {
    return yield* new HandshakeFailed({ problem: "it is no node, or of another release" })
  }
  const nonce = yield* take(duplex, nonceBytes)
  const serverName = yield* takeName(duplex)
  const { key, rights } = yield* agreed(secret, serverName, secret.name)
  const clientNonce = randomBytes(nonceBytes)
  const said = { address, serverName, clientName: secret.name, nonce, clientNonce }
  yield* write(duplex, clientNonce, named(secret.name), proofOf(key, "client", said))
  const proof = yield* Effect.mapError(
    take(duplex, proofBytes),
    () => new HandshakeFailed({ problem: "it has another cluster secret" })
  )
  if (!timingSafeEqual(proof, proofOf(key, "server", said))) {
    return yield* new HandshakeFailed({ problem: "it does not know the cluster secret" })
  }
  return rights
})

const magic = Buffer.from("aethercast cluster 1\n")
const nonceBytes = 32
const proofBytes = 32

/** The key that both ends can know, and the rights of the connection: those of the weaker secret. */
const agreed = (secret: ClusterSecret, serverName: string, clientName: string) =>
  Effect.gen(function* () {
    const confined = serverName === "" ? clientName : serverName
    if (clientName === "" || clientName === confined) {
      const agreement = Option.all({ key: keyFor(secret, confined), rights: rightsOf(confined) })
      if (Option.isSome(agreement)) return agreement.value
    }
    return yield* new HandshakeFailed({
      problem: `one secret is confined to ${serverName} and the other to ${clientName}; one of the two processes needs the whole secret`
    })
  })

interface Said {
  readonly address: string
  readonly serverName: string
  readonly clientName: string
  readonly nonce: Buffer
  readonly clientNonce: Buffer
}

const proofOf = (key: Buffer, side: "client" | "server", said: Said) =>
  createHmac("sha256", key)
    .update(`${side}\0${said.address}\0${said.serverName}\0${said.clientName}\0`)
    .update(said.nonce)
    .update(said.clientNonce)
    .digest()

/** A name with its length in one byte. */
const named = (name: string) => Buffer.from([name.length, ...Buffer.from(name, "latin1")])

const takeName = Effect.fnUntraced(function* (duplex: Duplex) {
  const [length = 0] = yield* take(duplex, 1)
  const name = length === 0 ? "" : (yield* take(duplex, length)).toString("latin1")
  // The name is put into messages and logs.
  if (Option.isNone(rightsOf(name))) {
    return yield* new HandshakeFailed({ problem: "it speaks another protocol" })
  }
  return name
})

const take = (duplex: Duplex, size: number) =>
  Effect.mapError(
    DuplexBytes.take(duplex, size),
    () => new HandshakeFailed({ problem: "it closed the connection during the handshake" })
  )

const write = (duplex: Duplex, ...parts: ReadonlyArray<Uint8Array>) =>
  Effect.sync(() => void duplex.write(Buffer.concat(parts)))

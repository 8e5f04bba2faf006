import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto"
import { isIP } from "node:net"
import { DateTime, Effect, FileSystem, Redacted, Schema } from "effect"

/** What the three files are for. */
const Use = Schema.Literals(["certificate", "key", "authority"])

/** One of the files cannot be read, or does not hold what it should. */
export class TlsFileUnusable extends Schema.TaggedError<TlsFileUnusable>()("TlsFileUnusable", {
  use: Use,
  path: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `The ${names[this.use]} ${this.path} ${this.problem}.`
  }
}

/** The files can be read, but the other nodes would refuse this certificate. */
export class CertificateUnusable extends Schema.TaggedError<CertificateUnusable>()(
  "CertificateUnusable",
  { path: Schema.String, problem: Schema.String }
) {
  override get message() {
    return `The certificate ${this.path} ${this.problem}.`
  }
}

/** How a node proves to the others who it is, and whom it believes. All are PEM. */
export interface Tls {
  /** Its own certificate, and those between that and the authority, in this order. */
  readonly certificate: string
  readonly key: Redacted.Redacted
  /** The authorities that nodes of this cluster are certified by, and no others. */
  readonly authority: string
}

/** Paths of the three files. */
export interface Files {
  readonly certificate: string
  readonly key: string
  readonly authority: string
}

/**
 * Reads and checks what the node that others reach at `host` shows them; who only reaches others has
 * none. What they would refuse later, connection by connection, is refused here, once and in words.
 */
export const read = Effect.fn("Tls.read")(function* (files: Files, host?: string) {
  const certificate = yield* text("certificate", files.certificate)
  const chain = yield* certificates("certificate", files.certificate, certificate)
  const key = yield* text("key", files.key)
  const privateKey = yield* Effect.try({
    try: () => createPrivateKey(key),
    catch: () =>
      new TlsFileUnusable({
        use: "key",
        path: files.key,
        problem: key.includes("ENCRYPTED")
          ? "is encrypted; a node has nobody to ask for its passphrase"
          : "is no private key in PEM"
      })
  })
  const authority = yield* text("authority", files.authority)
  const authorities = yield* certificates("authority", files.authority, authority)
  const problem = flaw({ chain, privateKey, authorities, host, now: yield* DateTime.now })
  if (problem !== undefined) {
    return yield* new CertificateUnusable({ path: files.certificate, problem })
  }
  const tls: Tls = { certificate, key: Redacted.make(key), authority }
  return tls
})

const text = Effect.fnUntraced(function* (use: typeof Use.Type, path: string) {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.readFileString(path).pipe(
    Effect.mapError(
      ({ reason }) =>
        new TlsFileUnusable({
          use,
          path,
          problem:
            reason._tag === "NotFound"
              ? "does not exist"
              : `cannot be read (${reason.message.split("\n")[0] ?? reason._tag})`
        })
    )
  )
})

const certificates = (use: typeof Use.Type, path: string, pem: string) =>
  Effect.try({
    try: () => {
      const [first, ...rest] = pem.match(block) ?? []
      return [new X509Certificate(first ?? ""), ...rest.map((one) => new X509Certificate(one))]
    },
    catch: () => new TlsFileUnusable({ use, path, problem: "is no certificate in PEM" })
  })

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Why other nodes would refuse the first certificate of the chain, to go on after its name. */
const flaw = (given: {
  readonly chain: ReadonlyArray<X509Certificate>
  readonly privateKey: KeyObject
  readonly authorities: ReadonlyArray<X509Certificate>
  readonly host: string | undefined
  readonly now: DateTime.Utc
}): string | undefined => {
  const { authorities, chain, host, privateKey } = given
  const [own, ...between] = chain
  if (own === undefined) return "is empty"
  const now = DateTime.toEpochMillis(given.now)
  if (now > own.validToDate.getTime()) return `expired on ${own.validTo}`
  if (now < own.validFromDate.getTime()) return `is not valid before ${own.validFrom}`
  if (!own.checkPrivateKey(privateKey)) return "does not belong to the private key"
  if (host !== undefined && !isFor(own, host)) {
    return `is not for ${host}, where other nodes reach this one, but for ${own.subjectAltName ?? "no host"}`
  }
  // A node is a server to those that connect to it, and a client to those that it connects to.
  const uses = own.keyUsage
  if (uses !== undefined && !(uses.includes(serverUse) && uses.includes(clientUse))) {
    return "may not be used by a server and a client at once (extended key usage)"
  }
  const end = between.reduce((issued, next) => (issuedBy(next)(issued) ? next : issued), own)
  if (!authorities.some((authority) => issuedBy(authority)(end))) {
    return "was not issued by the certificate authority that was given"
  }
  return undefined
}

const isFor = (certificate: X509Certificate, host: string) =>
  (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined

const issuedBy = (issuer: X509Certificate) => (certificate: X509Certificate) =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)

/** RFC 5280, section 4.2.1.12 */
const serverUse = "1.3.6.1.5.5.7.3.1"
const clientUse = "1.3.6.1.5.5.7.3.2"

const names = {
  certificate: "certificate",
  key: "private key",
  authority: "certificate authority"
} as const

import { createPrivateKey, X509Certificate } from "node:crypto"
import { DateTime, Effect, FileSystem, Redacted, Schema } from "effect"
import { certificateProblem } from "./internal/CertificateProblem.ts"
import { certificateRights } from "./internal/CertificateRights.ts"
import type { Rights } from "./Rights.ts"

const TlsFile = Schema.Literals(["certificate", "key", "authority"])

/** A file cannot be read, or does not hold what it should. */
export class TlsFileUnusable extends Schema.TaggedError<TlsFileUnusable>()("TlsFileUnusable", {
  use: TlsFile,
  path: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `The ${names[this.use]} ${this.path} ${this.problem}.`
  }
}

/** The files can be read, but the other nodes would reject this certificate. */
export class CertificateUnusable extends Schema.TaggedError<CertificateUnusable>()(
  "CertificateUnusable",
  { path: Schema.String, problem: Schema.String }
) {
  override get message() {
    return `The certificate ${this.path} ${this.problem}.`
  }
}

/** The identity of a process by a certificate, and the authorities that it trusts. All texts are PEM. */
export interface Tls {
  readonly _tag: "Tls"
  /** What the certificate allows. */
  readonly rights: Rights
  /** The certificate of the node, followed by intermediate certificates up to the authority. */
  readonly certificate: string
  readonly key: Redacted.Redacted
  /** Only nodes certified by these authorities are trusted. */
  readonly authority: string
}

/** Paths of the three files. */
export interface Files {
  readonly certificate: string
  readonly key: string
  readonly authority: string
}

/**
 * Reads the files and checks that other nodes will accept them, so that a mistake is reported once,
 * when the node starts. `host` is where other nodes reach this one; a client has none.
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
          ? "is encrypted, and a node cannot ask for a passphrase"
          : "is no private key in PEM"
      })
  })
  const authority = yield* text("authority", files.authority)
  const authorities = yield* certificates("authority", files.authority, authority)
  const now = yield* DateTime.now
  const problem = certificateProblem({ chain, privateKey, authorities, host, now })
  if (problem !== undefined) {
    return yield* new CertificateUnusable({ path: files.certificate, problem })
  }
  const [own] = chain
  const rights = own === undefined ? [] : certificateRights(own)
  const tls: Tls = { _tag: "Tls", rights, certificate, key: Redacted.make(key), authority }
  return tls
})

const text = Effect.fnUntraced(function* (use: typeof TlsFile.Type, path: string) {
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

const certificates = (use: typeof TlsFile.Type, path: string, pem: string) =>
  Effect.try({
    try: () => {
      const [first, ...rest] = pem.match(block) ?? []
      return [new X509Certificate(first ?? ""), ...rest.map((one) => new X509Certificate(one))]
    },
    catch: () => new TlsFileUnusable({ use, path, problem: "is no certificate in PEM" })
  })

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

const names = {
  certificate: "certificate",
  key: "private key",
  authority: "certificate authority"
} as const

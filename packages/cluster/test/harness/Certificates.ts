import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate
} from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DateTime, Effect, FileSystem, Redacted } from "effect"
import type { Grant } from "../../src/node/Rights.ts"
import type { Files, Tls } from "../../src/node/Tls.ts"
import { certificateRights } from "../../src/node/internal/CertificateRights.ts"

// Written in DER (X.690) by hand: Node makes no certificates, and not every machine has OpenSSL.

/** A certificate with its private key. */
export interface Certificate {
  readonly pem: string
  readonly name: string
  readonly key: KeyObject
}

export interface CertificateOptions {
  readonly name: string
  /** Signs the certificate; without one it signs itself. */
  readonly issuer?: Certificate
  /** The IPv4 addresses that it is valid for. */
  readonly addresses?: ReadonlyArray<string>
  /** The host names that it is valid for. */
  readonly hosts?: ReadonlyArray<string>
  /** When it is valid, in hours from now; by default from an hour ago until tomorrow. */
  readonly hours?: readonly [from: number, to: number]
  readonly uses?: ReadonlyArray<"server" | "client">
  /** What it allows its holder; by default to be a node with the default role. */
  readonly grants?: ReadonlyArray<Grant>
  /** Whether it may sign others; by default if it signs itself. */
  readonly signs?: boolean
}

export const make = (options: CertificateOptions): Certificate => {
  const { privateKey: key, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const { addresses = [], hosts = [], hours = [-1, 24], issuer, name } = options
  const { uses = ["server", "client"] } = options
  const { grants = ["role:default"] } = options
  const isAuthority = options.signs ?? issuer === undefined
  const extensions = [
    extension("2.5.29.19", sequence(...(isAuthority ? [tlv(0x01, Buffer.of(0xff))] : []))),
    ...(isAuthority
      ? []
      : [
          extension("2.5.29.37", sequence(...uses.map((use) => oid(purposes[use])))),
          extension(
            "2.5.29.17",
            sequence(
              ...addresses.map((ip) => tlv(0x87, Buffer.from(ip.split(".").map(Number)))),
              ...hosts.map((host) => tlv(0x82, Buffer.from(host))),
              ...grants.map((grant) => tlv(0x86, Buffer.from(`urn:aethercast:${grant}`)))
            )
          )
        ])
  ]
  const body = sequence(
    tlv(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ecdsaWithSha256,
    named(issuer?.name ?? name),
    sequence(...hours.map(time)),
    named(name),
    publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(...extensions))
  )
  const signature = sign("sha256", body, issuer?.key ?? key)
  const der = sequence(body, ecdsaWithSha256, tlv(0x03, Buffer.concat([Buffer.of(0), signature])))
  // OpenSSL refuses PEM with a blank line, which wrapping would add when the last line is full.
  const lines = der
    .toString("base64")
    .match(/.{1,64}/g)
    ?.join("\n")
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    name,
    key
  }
}

export const keyPem = ({ key }: Certificate, passphrase?: string): string =>
  String(
    createPrivateKey(key.export({ type: "pkcs8", format: "pem" })).export({
      type: "pkcs8",
      format: "pem",
      ...(passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase })
    })
  )

/** A node's identity, as `Tls.read` returns it. */
export const identity = (own: Certificate, authority: Certificate): Tls => ({
  _tag: "Tls",
  rights: certificateRights(new X509Certificate(own.pem)),
  certificate: own.pem,
  key: Redacted.make(keyPem(own)),
  authority: authority.pem
})

/** A node's identity in three files, in a folder that is removed with the scope. */
export const written = Effect.fn("Certificates.written")(function* (
  own: Certificate,
  authority: Certificate
) {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-tls-" })
  return inFolder(folder, own, authority)
})

const inFolder = (folder: string, own: Certificate, authority: Certificate): Files => {
  mkdirSync(folder, { recursive: true })
  const put = (file: string, text: string) => {
    const path = join(folder, file)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  return {
    certificate: put("node.pem", own.pem),
    key: put("node-key.pem", keyPem(own)),
    authority: put("authority.pem", authority.pem)
  }
}

const tlv = (tag: number, content: Uint8Array): Buffer => {
  const { length } = content
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}
const sequence = (...parts: ReadonlyArray<Uint8Array>) => tlv(0x30, Buffer.concat(parts))
const integer = (bytes: Uint8Array) => tlv(0x02, bytes)
const oid = (dotted: string) => {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number)
  const groups = rest.flatMap((arc) => {
    const digits = [arc & 0x7f]
    for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80)
    return digits
  })
  return tlv(0x06, Buffer.of(first * 40 + second, ...groups))
}
const named = (name: string) =>
  sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x0c, Buffer.from(name)))))
const time = (hours: number) => {
  const iso = DateTime.formatIso(DateTime.add(DateTime.nowUnsafe(), { hours }))
  return tlv(0x18, Buffer.from(`${iso.slice(0, 19).replaceAll(/[-T:]/g, "")}Z`))
}
const extension = (id: string, content: Uint8Array) => sequence(oid(id), tlv(0x04, content))
const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"))
const purposes = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" }

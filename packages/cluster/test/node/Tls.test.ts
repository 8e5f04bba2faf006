import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, FileSystem, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as Tls from "../../src/node/Tls.ts"
import * as Certificates from "../harness/Certificates.ts"

const authority = Certificates.make({ name: "Cluster" })
const own = Certificates.make({ name: "node", issuer: authority, addresses: ["10.0.0.7"] })

/** The message with which a certificate is refused. */
const refusal = Effect.fnUntraced(function* (
  certificate: Certificates.Certificate,
  by = authority,
  host = "10.0.0.7"
) {
  const files = yield* Certificates.written(certificate, by)
  const error = yield* Effect.flip(Tls.read(files, host))
  return error.message.replace(files.certificate, "NODE")
})

const issued = (options: Partial<Certificates.CertificateOptions>) =>
  Certificates.make({ name: "node", issuer: authority, addresses: ["10.0.0.7"], ...options })

const today = Effect.flatMap(TestClock.withLive(DateTime.now), (now) =>
  TestClock.setTime(DateTime.toEpochMillis(now))
)

describe("the certificate of a node", () => {
  it.effect("is read with its key and authority, and the key is not printed", () =>
    Effect.gen(function* () {
      yield* today
      const tls = yield* Tls.read(yield* Certificates.written(own, authority), "10.0.0.7")
      assert.strictEqual(tls.certificate, own.pem)
      assert.strictEqual(tls.authority, authority.pem)
      assert.include(Redacted.value(tls.key), "PRIVATE KEY")
      assert.notInclude(JSON.stringify(tls), "PRIVATE KEY")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("may be issued through an intermediate certificate", () =>
    Effect.gen(function* () {
      yield* today
      const between = issued({ name: "Between", signs: true })
      const leaf = issued({ issuer: between })
      assert.include(yield* refusal(leaf), "was not issued by")
      const chain = { ...leaf, pem: `${leaf.pem}${between.pem}` }
      const files = yield* Certificates.written(chain, authority)
      assert.strictEqual((yield* Tls.read(files, "10.0.0.7")).certificate, chain.pem)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("is refused when a file is missing or holds something else", () =>
    Effect.gen(function* () {
      yield* today
      const fs = yield* FileSystem.FileSystem
      const files = yield* Certificates.written(own, authority)
      for (const use of ["certificate", "key", "authority"] as const) {
        const path = files[use]
        const missing = yield* Effect.flip(Tls.read({ ...files, [use]: `${path}.no` }, "10.0.0.7"))
        assert.deepInclude(missing, { _tag: "TlsFileUnusable", use, path: `${path}.no` })
        assert.include(missing.message, "does not exist")

        const before = yield* fs.readFileString(path)
        yield* fs.writeFileString(path, "-----BEGIN CERTIFICATE-----\nnonsense\n")
        const nonsense = yield* Effect.flip(Tls.read(files, "10.0.0.7"))
        assert.deepInclude(nonsense, { _tag: "TlsFileUnusable", use, path })
        assert.match(nonsense.message, /is no (certificate|private key) in PEM\.$/)
        yield* fs.writeFileString(path, before)

        const folder = yield* Effect.flip(Tls.read({ ...files, [use]: "/" }, "10.0.0.7"))
        assert.include(folder.message, "cannot be read")
      }
      yield* fs.writeFileString(files.key, Certificates.keyPem(own, "secret"))
      const locked = yield* Effect.flip(Tls.read(files, "10.0.0.7"))
      assert.include(locked.message, "is encrypted")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("is refused when it has expired or is not valid yet", () =>
    Effect.gen(function* () {
      yield* today
      assert.match(yield* refusal(issued({ hours: [-2, -1] })), /^The certificate NODE expired on /)
      assert.match(yield* refusal(issued({ hours: [1, 2] })), /NODE is not valid before /)
      yield* TestClock.adjust("25 hours")
      assert.match(yield* refusal(own), /NODE expired on /)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("is refused when it is not for the address of the node", () =>
    Effect.gen(function* () {
      yield* today
      const words =
        "is not for 10.0.0.8, where other nodes reach this one, but for IP Address:10.0.0.7"
      assert.include(yield* refusal(own, authority, "10.0.0.8"), words)
      assert.include(yield* refusal(own, authority, "node.example"), "is not for node.example")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("is refused when the other nodes would not trust it", () =>
    Effect.gen(function* () {
      yield* today
      const impostor = Certificates.make({ name: "Cluster" })
      assert.include(yield* refusal(own, impostor), "was not issued by")
      assert.include(yield* refusal(issued({ uses: ["server"] })), "extended key usage")
      assert.include(
        yield* refusal({ ...own, key: impostor.key }),
        "does not belong to the private key"
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

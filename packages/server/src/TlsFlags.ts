import { resolve } from "node:path"
import { Effect, Option, Schema } from "effect"
import { BadUsage } from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

const variable = (name: string) => `AETHERCAST_CLUSTER_${name.toUpperCase()}`

/** A PEM file for TLS between the nodes of a cluster. */
const file = (name: "cert" | "key" | "ca", description: string) =>
  ValueFlag.make(`cluster-${name}`, {
    metavar: "FILE",
    description: `${description} (or ${variable(name)})`,
    variable: variable(name),
    schema: Schema.NonEmptyString,
    expected: "a file",
    default: Effect.undefined
  })

export const flags = {
  clusterCert: file("cert", "Certificate of this process for the other nodes, PEM"),
  clusterKey: file("key", "Private key of that certificate, PEM"),
  clusterCa: file("ca", "Certificates of the authority that signs those of all nodes, PEM")
}

/** All three files as absolute paths, or none. Fails with `BadUsage` when only some are given. */
export const files = Effect.fn("TlsFlags.files")(function* (given: {
  readonly clusterCert: string | undefined
  readonly clusterKey: string | undefined
  readonly clusterCa: string | undefined
}) {
  const { clusterCa: ca, clusterCert: cert, clusterKey: key } = given
  if (cert !== undefined && key !== undefined && ca !== undefined) {
    return Option.some({
      certificate: resolve(cert),
      key: resolve(key),
      authority: resolve(ca)
    })
  }
  const missing = Object.entries({ cert, key, ca }).flatMap(([name, path]) =>
    path === undefined ? [`--cluster-${name} (or ${variable(name)})`] : []
  )
  if (missing.length === 3) return Option.none()
  return yield* new BadUsage({
    problem: `TLS between nodes needs a certificate, its key and an authority: ${missing.join(" and ")} is missing.`
  })
})

import { resolve } from "node:path"
import { Effect, Option, Redacted, Schema } from "effect"
import { IdentitySource } from "./IdentitySource.ts"
import { BadUsage } from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

const variable = (name: string) => `AETHERCAST_CLUSTER_${name.toUpperCase().replace("-", "_")}`

const file = (name: string, description: string) =>
  ValueFlag.make(`cluster-${name}`, {
    metavar: "FILE",
    description: `${description} (or ${variable(name)})`,
    variable: variable(name),
    schema: Schema.NonEmptyString,
    expected: "a file",
    default: Effect.undefined
  })

export const flags = {
  clusterSecretFile: file(
    "secret-file",
    "Secret that the processes of a cluster on one machine share; AETHERCAST_CLUSTER_SECRET is the secret itself; default cluster.secret in the data folder"
  ),
  clusterCert: file("cert", "Certificate of this process for the other nodes, PEM"),
  clusterKey: file("key", "Private key of that certificate, PEM"),
  clusterCa: file("ca", "Certificates of the authority that signs those of all nodes, PEM")
}

export interface Given {
  readonly clusterSecretFile: string | undefined
  readonly clusterCert: string | undefined
  readonly clusterKey: string | undefined
  readonly clusterCa: string | undefined
}

/** Where the identity of this process comes from. Fails with `BadUsage` when that is incomplete or unclear. */
export const source = Effect.fn("IdentityFlags.source")(function* (given: Given) {
  const secret = yield* ValueFlag.environment(variable("secret"))
  const tls = yield* tlsFiles(given)
  const path = Option.fromUndefinedOr(given.clusterSecretFile)
  if ([secret, path, tls].filter((given) => Option.isSome<unknown>(given)).length > 1) {
    return yield* new BadUsage({
      problem: `Nodes authenticate each other by certificates or by a secret: give either the files of a certificate, --cluster-secret-file, or ${variable("secret")}.`
    })
  }
  if (Option.isSome(tls)) return tls.value
  if (Option.isSome(path))
    return IdentitySource.cases.SecretFile.make({ path: resolve(path.value) })
  return Option.match(secret, {
    onNone: () => IdentitySource.cases.DataFolder.make({}),
    onSome: (text) => IdentitySource.cases.Secret.make({ text: Redacted.make(text) })
  })
})

/** All three files, or none. */
const tlsFiles = Effect.fnUntraced(function* (given: Given) {
  const { clusterCa: ca, clusterCert: cert, clusterKey: key } = given
  if (cert !== undefined && key !== undefined && ca !== undefined) {
    return Option.some(
      IdentitySource.cases.Tls.make({
        certificate: resolve(cert),
        key: resolve(key),
        authority: resolve(ca)
      })
    )
  }
  const missing = Object.entries({ cert, key, ca }).flatMap(([name, path]) =>
    path === undefined ? [`--cluster-${name} (or ${variable(name)})`] : []
  )
  if (missing.length === 3) return Option.none()
  return yield* new BadUsage({
    problem: `TLS between nodes needs a certificate, its key and an authority: ${missing.join(" and ")} is missing.`
  })
})

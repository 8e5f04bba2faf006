import { createHmac, randomBytes } from "node:crypto"
import { Effect, FileSystem, Option, Path, type PlatformError, Redacted, Schema } from "effect"
import { Grant, type Rights } from "./Rights.ts"

/** A cluster secret cannot be read or created, or is none. The reason never repeats it. */
export class SecretUnusable extends Schema.TaggedError<SecretUnusable>()("SecretUnusable", {
  /** The path of a file, or what else the secret was read from. */
  origin: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `The cluster secret ${this.origin} ${this.problem}.`
  }
}

/**
 * The shared secret by which the processes of a cluster on one machine authenticate each other. The whole
 * secret allows everything. A confined one is derived from it and allows what its grants name; it
 * connects to processes with the whole secret and to those with the same grants.
 */
export interface ClusterSecret {
  readonly _tag: "ClusterSecret"
  readonly rights: Rights
  /** The grants of a confined secret, joined by `+`; empty for the whole one. */
  readonly name: string
  readonly key: Redacted.Redacted
}

/** The secret in a text such as a file's content. `origin` is named in the error. */
export const parse = Effect.fn("ClusterSecret.parse")(function* (text: string, origin: string) {
  const [, name = "", key] = format.exec(text.trim()) ?? []
  if (key === undefined) {
    return yield* new SecretUnusable({
      origin,
      problem: "is no secret: it must be 32 to 256 letters, digits, - or _"
    })
  }
  return make(name === "" ? "unrestricted" : name.split("+"), key)
})

/** Reads a secret, which the file must not show to all users of the machine. */
export const read = Effect.fn("ClusterSecret.read")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const failed = (error: PlatformError.PlatformError) => unusable(path, error)
  const { mode } = yield* Effect.mapError(fs.stat(path), failed)
  if ((mode & 0o007) !== 0) {
    return yield* new SecretUnusable({
      origin: path,
      problem: "can be read by every user of this machine: run chmod 600 on it"
    })
  }
  return yield* parse(yield* Effect.mapError(fs.readFileString(path), failed), path)
})

/** Reads the secret in a file whose folder exists, and first creates it if there is none, with mode 600. */
export const readOrCreate = Effect.fn("ClusterSecret.readOrCreate")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { dirname } = yield* Path.Path
  if (!(yield* Effect.orElseSucceed(fs.exists(path), () => false))) {
    yield* Effect.scoped(
      Effect.gen(function* () {
        const fresh = yield* fs.makeTempFileScoped({ directory: dirname(path), prefix: ".secret-" })
        yield* fs.chmod(fresh, 0o600)
        yield* fs.writeFileString(fresh, `${randomBytes(32).toString("base64url")}\n`)
        // Unlike a rename, a link never replaces the secret that another process has just created.
        yield* fs
          .link(fresh, path)
          .pipe(Effect.catchReason("PlatformError", "AlreadyExists", () => Effect.void))
      })
    ).pipe(Effect.mapError((error) => unusable(path, error)))
  }
  return yield* read(path)
})

/** The text of a secret that allows only the grants; none if `secret` is itself confined. */
export const confined = (
  secret: ClusterSecret,
  grants: ReadonlyArray<Grant>
): Option.Option<Redacted.Redacted> => {
  const name = nameOf(grants)
  return Option.map(keyFor(secret, name), (key) =>
    Redacted.make(`${name}=${key.toString("base64url")}`)
  )
}

/** The key of the secret that is confined to the grants in `name`, as far as `secret` can know it. */
export const keyFor = (secret: ClusterSecret, name: string): Option.Option<Buffer> => {
  const key = Redacted.value(secret.key)
  if (secret.name !== "") {
    return secret.name === name ? Option.some(Buffer.from(key, "base64url")) : Option.none()
  }
  return Option.some(createHmac("sha256", key).update(`aethercast cluster 1\0${name}`).digest())
}

/** The rights of a connection that is authenticated by the key for `name`; none if that is no name. */
export const rightsOf = (name: string): Option.Option<Rights> => {
  if (name === "") return Option.some("unrestricted")
  const grants = name.split("+")
  return grants.every(Schema.is(Grant)) && nameOf(grants) === name
    ? Option.some(grants)
    : Option.none()
}

const make = (rights: Rights, key: string): ClusterSecret => ({
  _tag: "ClusterSecret",
  rights,
  name: rights === "unrestricted" ? "" : nameOf(rights),
  key: Redacted.make(key)
})

const nameOf = (grants: ReadonlyArray<Grant>) => [...new Set(grants)].toSorted().join("+")

const format =
  /^(?:((?:client|role:[a-z][a-z0-9-]{0,31})(?:\+role:[a-z][a-z0-9-]{0,31}){0,5})=)?([\w-]{32,256})$/

const unusable = (path: string, { reason }: PlatformError.PlatformError) =>
  new SecretUnusable({
    origin: path,
    problem:
      reason._tag === "NotFound"
        ? "does not exist"
        : `cannot be read or created (${reason.message.split("\n")[0] ?? reason._tag})`
  })

import { Effect, Path, Redacted, Schema } from "effect"
import * as SecretFile from "./SecretFile.ts"

/** How the runtime connects to the Postgres of a data folder, as an ordinary role. Stored in the folder. */
export class PostgresConnection extends Schema.Class<PostgresConnection>(
  "@aethercast/cluster/PostgresConnection"
)({
  /** A short path of the folder with Postgres's Unix socket. */
  socketFolder: Schema.NonEmptyString,
  user: Schema.NonEmptyString,
  password: Schema.NonEmptyString
}) {
  get url() {
    return urlOf(this.socketFolder, this, database)
  }
}

/** The runtime's database. Its role owns it. */
export const database = "aethercast"

/** The superuser, who prepares the database for the runtime. Stored in the folder. */
export class Superuser extends Schema.Class<Superuser>("@aethercast/cluster/Superuser")({
  user: Schema.NonEmptyString,
  password: Schema.NonEmptyString
}) {}

export const urlOf = (
  socketFolder: string,
  { password, user }: { readonly user: string; readonly password: string },
  database: string
) =>
  Redacted.make(
    `postgres://${user}:${password}@localhost/${database}?host=${encodeURIComponent(socketFolder)}`
  )

export const read = (folder: string) =>
  Effect.flatMap(connectionFile(folder), (path) => SecretFile.read(PostgresConnection, path))

export const write = (folder: string, connection: PostgresConnection) =>
  Effect.flatMap(connectionFile(folder), (path) =>
    SecretFile.write(PostgresConnection, path, connection)
  )

/** Before the runtime had a role of its own, it connected as the superuser, and had no other file. */
export const readSuperuser = Effect.fn("PostgresConnection.readSuperuser")(function* (
  folder: string
) {
  const paths = [yield* superuserFile(folder), yield* connectionFile(folder)]
  return yield* Effect.firstSuccessOf(paths.map((path) => SecretFile.read(Superuser, path)))
})

export const writeSuperuser = (folder: string, superuser: Superuser) =>
  Effect.flatMap(superuserFile(folder), (path) => SecretFile.write(Superuser, path, superuser))

const fileIn = (name: string) => (folder: string) =>
  Effect.map(Path.Path, ({ join }) => join(folder, name))
const connectionFile = fileIn("connection.json")
const superuserFile = fileIn("superuser.json")

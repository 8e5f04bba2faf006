import { Effect, FileSystem, Path, Redacted, Schema } from "effect"

/** How to reach the Postgres in a data folder: kept inside the cluster, for its owner only. */
export class Connection extends Schema.Class<Connection>("@aethercast/server/postgres/Connection")({
  port: Schema.Int,
  user: Schema.NonEmptyString,
  password: Schema.NonEmptyString
}) {
  get url() {
    const { user, password, port } = this
    return Redacted.make(`postgres://${user}:${password}@127.0.0.1:${port}/postgres`)
  }
}

/** The connection of the cluster in `folder`. */
export const read = Effect.fn("Connection.read")(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const text = yield* fs.readFileString(join(folder, file))
  return yield* Schema.decodeEffect(Json)(text)
})

/** Replaces it as a whole: who reads meanwhile sees the old one or the new one. */
export const write = Effect.fn("Connection.write")(function* (
  folder: string,
  connection: Connection
) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const text = yield* Effect.orDie(Schema.encodeEffect(Json)(connection))
  const fresh = join(folder, `.${file}`)
  yield* fs.writeFileString(fresh, `${text}\n`, { mode: 0o600 })
  yield* fs.rename(fresh, join(folder, file))
})

const file = "connection.json"
const Json = Schema.fromJsonString(Connection)

import { Effect, FileSystem, Path, Redacted, Schema } from "effect"

/** How to connect to the Postgres of a data folder. Stored in the folder, readable by its owner only. */
export class PostgresConnection extends Schema.Class<PostgresConnection>(
  "@aethercast/cluster/PostgresConnection"
)({
  port: Schema.Int,
  user: Schema.NonEmptyString,
  password: Schema.NonEmptyString
}) {
  get url() {
    const { user, password, port } = this
    return Redacted.make(`postgres://${user}:${password}@127.0.0.1:${port}/postgres`)
  }
}

export const read = Effect.fn("PostgresConnection.read")(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const text = yield* fs.readFileString(join(folder, file))
  return yield* Schema.decodeEffect(Json)(text)
})

/** Replaces the file atomically: a reader sees the old connection or the new one. */
export const write = Effect.fn("PostgresConnection.write")(function* (
  folder: string,
  connection: PostgresConnection
) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const text = yield* Effect.orDie(Schema.encodeEffect(Json)(connection))
  const fresh = join(folder, `.${file}`)
  yield* fs.writeFileString(fresh, `${text}\n`, { mode: 0o600 })
  yield* fs.rename(fresh, join(folder, file))
})

const file = "connection.json"
const Json = Schema.fromJsonString(PostgresConnection)

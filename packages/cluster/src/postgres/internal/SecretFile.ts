import { Effect, FileSystem, Path, Schema } from "effect"

/** A JSON file that only its owner may read. */
export const read = Effect.fn("SecretFile.read")(function* <A, I>(
  schema: Schema.Codec<A, I>,
  path: string
) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(path)
  return yield* Schema.decodeEffect(Schema.fromJsonString(schema))(text)
})

/** Replaces the file atomically: a reader sees the old content or the new one. */
export const write = Effect.fn("SecretFile.write")(function* <A, I>(
  schema: Schema.Codec<A, I>,
  path: string,
  content: A
) {
  const fs = yield* FileSystem.FileSystem
  const { basename, dirname, join } = yield* Path.Path
  const text = yield* Effect.orDie(Schema.encodeEffect(Schema.fromJsonString(schema))(content))
  const fresh = join(dirname(path), `.${basename(path)}`)
  yield* fs.writeFileString(fresh, `${text}\n`, { mode: 0o600 })
  yield* fs.rename(fresh, path)
})

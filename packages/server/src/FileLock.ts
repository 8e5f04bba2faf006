import { DatabaseSync } from "node:sqlite"
import { Effect, FileSystem, Predicate, Schema } from "effect"

/** Something else has locked the file. */
export class FileLocked extends Schema.TaggedError<FileLocked>()("FileLocked", {
  path: Schema.String
}) {}

/** What is there is no file of a lock. */
export class FileNotLockable extends Schema.TaggedError<FileNotLockable>()("FileNotLockable", {
  path: Schema.String,
  reason: Schema.String
}) {}

/**
 * Locks a file until the scope closes, and creates it if there is none. SQLite locks with the operating
 * system, so that a lock ends with its process, however that ends.
 */
export const acquire = Effect.fn("FileLock.acquire")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.writeFileString(path, "", { flag: "a", mode: privateMode })
  yield* fs.chmod(path, privateMode)
  yield* Effect.acquireRelease(
    Effect.try({
      try: () => lockedDatabase(path),
      catch: (cause) =>
        isBusy(cause)
          ? new FileLocked({ path })
          : new FileNotLockable({ path, reason: String(cause) })
    }),
    (database) => Effect.sync(() => database.close())
  )
})

/** Whoever can read a file can lock it, too. */
const privateMode = 0o600

const lockedDatabase = (path: string) => {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec("BEGIN IMMEDIATE")
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy */
const isBusy = (cause: unknown) => Predicate.hasProperty(cause, "errcode") && cause.errcode === 5

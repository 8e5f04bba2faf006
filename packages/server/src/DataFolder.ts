import {
  Effect,
  FileSystem,
  Option,
  Path,
  type PlatformError,
  Predicate,
  Schedule,
  Schema
} from "effect"
import { CliError } from "effect/cli"
import * as FileLock from "./FileLock.ts"

/** The folder cannot be created or written. */
export class DataFolderNotWritable extends Schema.TaggedError<DataFolderNotWritable>()(
  "DataFolderNotWritable",
  { path: Schema.String, reason: Schema.String }
) {
  override get message() {
    return `The data folder ${this.path} cannot be written (${this.reason}). Choose another with --data DIR, or change its permissions.`
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

/** Another server uses this folder. */
export class DataFolderInUse extends Schema.TaggedError<DataFolderInUse>()("DataFolderInUse", {
  path: Schema.String,
  pid: Schema.Option(Schema.Int)
}) {
  override get message() {
    const owner = Option.match(this.pid, { onSome: (pid) => ` (process ${pid})`, onNone: () => "" })
    return `Another server${owner} uses the data folder ${this.path}. Stop it, choose another folder with --data DIR, or add this process to it with --join.`
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

/**
 * Creates the folder if there is none, and locks it until the scope closes. Waits five seconds for a
 * server that is shutting down.
 */
export const acquire = Effect.fn("DataFolder.acquire")(function* (path: string) {
  yield* prepare(path)
  yield* lock(path)
})

/** Creates the folder with its parents if there is none, and checks that it can be written. */
export const prepare = Effect.fn("DataFolder.prepare")(
  function* (path: string) {
    const fs = yield* FileSystem.FileSystem
    yield* makeDirectories(path)
    // Access rights are not enough: the disk may be full or read-only.
    yield* Effect.scoped(fs.makeTempFileScoped({ directory: path, prefix: ".writable-" }))
  },
  (effect, path) =>
    Effect.mapError(effect, (error) => new DataFolderNotWritable({ path, reason: reason(error) }))
)

/** Node's recursive mkdir never ends below /proc (Node 24.21). */
const makeDirectories: (
  path: string
) => Effect.Effect<void, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> =
  Effect.fnUntraced(function* (path: string) {
    const fs = yield* FileSystem.FileSystem
    if (yield* fs.exists(path)) return
    const { dirname } = yield* Path.Path
    yield* makeDirectories(dirname(path))
    yield* fs.makeDirectory(path, { mode: 0o711 })
  })

const lock = Effect.fn("DataFolder.lock")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const file = join(path, "server.lock")
  const owner = join(path, "server.pid")
  yield* locked(path, file).pipe(
    Effect.retry({
      while: (error) => error._tag === "DataFolderInUse",
      schedule: Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "5 seconds" }))
    }),
    Effect.catchTag("DataFolderInUse", () =>
      Effect.gen(function* () {
        const pid = yield* read(owner)
        if (Option.exists(pid, isRunning)) return yield* new DataFolderInUse({ path, pid })
        // What locks the file is no server: one writes its process beside it.
        yield* Effect.ignore(fs.remove(file))
        yield* locked(path, file)
      })
    )
  )
  yield* fs.writeFileString(owner, `${process.pid}\n`).pipe(
    Effect.andThen(fs.chmod(owner, privateMode)),
    Effect.mapError((error) => new DataFolderNotWritable({ path, reason: reason(error) }))
  )
})

/** Of the file with the process of the server. */
const privateMode = 0o600

const locked = (path: string, file: string) =>
  FileLock.acquire(file).pipe(
    Effect.catchTags({
      FileLocked: () => new DataFolderInUse({ path, pid: Option.none() }),
      FileNotLockable: ({ reason }) => new DataFolderNotWritable({ path, reason }),
      PlatformError: (error) => new DataFolderNotWritable({ path, reason: reason(error) })
    })
  )

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(Predicate.hasProperty(error, "code") && error.code === "ESRCH")
  }
}

const read = Effect.fnUntraced(function* (owner: string) {
  const fs = yield* FileSystem.FileSystem
  return yield* fs
    .readFileString(owner)
    .pipe(Effect.flatMap(Schema.decodeEffect(Schema.FiniteFromString)), Effect.option)
})

const reason = (error: PlatformError.PlatformError) =>
  reasons[error.reason._tag] ?? error.reason.message

const reasons: Record<string, string> = {
  AlreadyExists: "a file has this name",
  BadResource: "a part of the path is a file",
  NotFound: "no folder can be created there",
  PermissionDenied: "permission denied"
}

import { Effect, FileSystem, Option, Path, Schema, SchemaTransformation } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { socketName } from "./SocketFolder.ts"

/** The pid in the `postmaster.pid` of a data folder, if a process of this number is alive. */
export const alivePid = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.readFileString(yield* pathIn(folder)).pipe(
    Effect.flatMap((text) => Schema.decodeEffect(Pid)(text.split("\n")[0] ?? "")),
    Effect.option,
    Effect.map(Option.filter(isAlive))
  )
})

/** Whether that process is a Postgres that runs on this folder. */
export const isPostgresAlive = Effect.fnUntraced(function* (folder: string) {
  const pid = yield* alivePid(folder)
  return Option.isSome(pid) && (yield* commandLine(pid.value)).includes(folder)
})

/**
 * Removes the pid files of the folder and of its socket if they name some other program. After a reboot, or
 * in a new container, the number that a killed Postgres left may be taken by another program, and Postgres
 * would refuse to start.
 */
export const removeStale = Effect.fnUntraced(function* (folder: string) {
  if (yield* isPostgresAlive(folder)) return
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  yield* fs.remove(join(folder, `${socketName}.lock`), { force: true })
  // Otherwise it stays: Postgres learns from it whether backends of the killed one still run.
  if (Option.isSome(yield* alivePid(folder))) yield* fs.remove(yield* pathIn(folder))
})

const pathIn = (folder: string) =>
  Effect.map(Path.Path, ({ join }) => join(folder, "postmaster.pid"))

const Pid = Schema.String.check(Schema.isPattern(/^\d+$/)).pipe(
  Schema.decodeTo(Schema.Int, SchemaTransformation.numberFromString)
)

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

const commandLine = Effect.fnUntraced(function* (pid: number) {
  const fs = yield* FileSystem.FileSystem
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  return yield* fs.readFileString(`/proc/${pid}/cmdline`).pipe(
    Effect.catch(() => spawner.string(ChildProcess.make("ps", ["-o", "command=", "-p", `${pid}`]))),
    Effect.orElseSucceed(() => "")
  )
})

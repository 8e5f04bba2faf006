import { createServer } from "node:net"
import { Effect, FileSystem, Option, Path, Schedule, Schema, SchemaTransformation } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { type Cluster, PostgresDidNotStart } from "./Cluster.ts"
import * as Connection from "./Connection.ts"
import * as Programs from "./Programs.ts"
import { reach } from "./Reach.ts"

/**
 * Runs the cluster for as long as the scope lives, on the port that it had before where that is
 * free. A Postgres that a killed server left behind is taken over as it is, for other nodes may be
 * using it; one that dies is started again.
 */
export const run = Effect.fn("Postmaster.run")(function* (cluster: Cluster) {
  // First the end, then the beginning: one that is cut off leaves nothing running either.
  yield* Effect.addFinalizer(() => stop(cluster))
  const connection = yield* begin(cluster)
  yield* Effect.forkScoped(keepAlive(cluster))
  return connection
})

const begin = Effect.fnUntraced(function* (cluster: Cluster) {
  if (Option.isSome(yield* ownPid(cluster))) {
    const left = yield* Connection.read(cluster.folder)
    if (yield* Effect.isSuccess(reach(left.url))) return left
    yield* stop(cluster)
  }
  return yield* start(cluster)
})

const start = (cluster: Cluster) =>
  Effect.retry(startOnce(cluster), {
    times: 2,
    while: (error) => error._tag === "PostgresDidNotStart" && /could not bind/.test(error.log)
  })

const startOnce = Effect.fn("Postmaster.start")(function* (cluster: Cluster) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const log = join(cluster.folder, "server.log")
  yield* fs.remove(log, { force: true })
  yield* forgetStranger(cluster)

  const before = yield* Connection.read(cluster.folder)
  const connection = new Connection.Connection({ ...before, port: yield* freePort(before.port) })
  yield* Connection.write(cluster.folder, connection)
  const { exitCode, output } = yield* control(cluster, "start", [
    "--timeout=60",
    `--log=${log}`,
    `--options=${options(connection.port)}`
  ])
  if (exitCode === 0) return connection
  const written = yield* Effect.orElseSucceed(fs.readFileString(log), () => output)
  return yield* new PostgresDidNotStart({
    reason: `Postgres ended while it started (pg_ctl: ${exitCode}).`,
    log: written.trim().split("\n").slice(-12).join("\n")
  })
})

/** Ends it and every query in it; without waiting for anything when that takes long. */
const stop = Effect.fn("Postmaster.stop")(
  function* (cluster: Cluster) {
    const { exitCode } = yield* control(cluster, "stop", ["--mode=fast", "--timeout=10"])
    if (exitCode !== 0) yield* control(cluster, "stop", ["--mode=immediate", "--timeout=5"])
  },
  (effect) => Effect.ignore(effect)
)

const keepAlive = Effect.fnUntraced(function* (cluster: Cluster) {
  while (true) {
    yield* Effect.sleep("1 second")
    const pid = yield* writtenPid(cluster)
    if (Option.exists(pid, isAlive)) continue
    yield* Effect.logWarning("Postgres has died; it is started again")
    yield* start(cluster).pipe(
      // The processes that it left behind need a moment to notice.
      Effect.retry(Schedule.spaced("500 millis"))
    )
  }
})

const control = (cluster: Cluster, verb: "start" | "stop", args: ReadonlyArray<string>) =>
  Programs.run(cluster.account, cluster.programs.pg_ctl, [
    verb,
    `--pgdata=${cluster.folder}`,
    "--wait",
    ...args
  ])

/** Settings for one small machine that also runs everything else. No replicas: the log may be minimal. */
const options = (port: number) =>
  [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=100",
    "shared_buffers=64MB",
    "fsync=on",
    "synchronous_commit=on",
    "max_wal_size=512MB",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_logical_replication_workers=0",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_min_messages=log",
    "log_checkpoints=off"
  ]
    .map((setting) => `-c ${setting}`)
    .join(" ")

/** The process that the cluster's pid file names, if it is this cluster's Postgres. */
const ownPid = Effect.fnUntraced(function* (cluster: Cluster) {
  const pid = yield* writtenPid(cluster)
  if (Option.isNone(pid) || !isAlive(pid.value)) return Option.none()
  return (yield* commandOf(pid.value)).includes(cluster.folder) ? pid : Option.none()
})

/**
 * After a restart of the machine or container another program may have the number that a killed
 * Postgres left in its pid file, and Postgres would take it for itself.
 */
const forgetStranger = Effect.fnUntraced(function* (cluster: Cluster) {
  const pid = yield* writtenPid(cluster)
  if (!Option.exists(pid, isAlive) || Option.isSome(yield* ownPid(cluster))) return
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  yield* fs.remove(join(cluster.folder, pidFile))
})

const pidFile = "postmaster.pid"

const Pid = Schema.String.check(Schema.isPattern(/^\d+$/)).pipe(
  Schema.decodeTo(Schema.Int, SchemaTransformation.numberFromString)
)

const writtenPid = Effect.fnUntraced(function* (cluster: Cluster) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  return yield* fs.readFileString(join(cluster.folder, pidFile)).pipe(
    Effect.flatMap((text) => Schema.decodeEffect(Pid)(text.split("\n")[0] ?? "")),
    Effect.option
  )
})

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It is alive, but someone else's.
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

const commandOf = Effect.fnUntraced(function* (pid: number) {
  const fs = yield* FileSystem.FileSystem
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  return yield* fs.readFileString(`/proc/${pid}/cmdline`).pipe(
    Effect.catch(() => spawner.string(ChildProcess.make("ps", ["-o", "command=", "-p", `${pid}`]))),
    Effect.orElseSucceed(() => "")
  )
})

/** `wanted` if nobody has it, else any. */
const freePort = (wanted: number): Effect.Effect<number> =>
  Effect.callback((resume) => {
    const server = createServer()
    server.once("error", (error) => resume(wanted === 0 ? Effect.die(error) : freePort(0)))
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : wanted
      server.close(() => resume(Effect.succeed(port)))
    })
  })

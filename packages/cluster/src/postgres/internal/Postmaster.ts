import { Effect, FileSystem, Option, Path, Schedule } from "effect"
import { probe } from "../DatabaseProbe.ts"
import { type DatabaseCluster, PostgresDidNotStart } from "./DatabaseCluster.ts"
import * as PidFile from "./PidFile.ts"
import * as PostgresConnection from "./PostgresConnection.ts"
import * as PostgresPrograms from "./PostgresPrograms.ts"
import * as RuntimeRole from "./RuntimeRole.ts"
import * as SocketFolder from "./SocketFolder.ts"

/**
 * Runs Postgres until the scope closes. It listens at a Unix socket in its folder and nowhere else. One
 * that a killed process left behind is adopted, because other nodes may be using it; one that dies is
 * restarted.
 */
export const run = Effect.fn("Postmaster.run")(function* (cluster: DatabaseCluster) {
  const socketFolder = yield* SocketFolder.shortPath(cluster.folder)
  // Before the start, so that an interrupted start leaves no process behind either.
  yield* Effect.addFinalizer(() => stop(cluster))
  const connection = yield* adoptOrStart(cluster, socketFolder)
  yield* PostgresConnection.write(cluster.folder, connection)
  yield* Effect.forkScoped(restartWhenDead(cluster))
  return connection
})

const adoptOrStart = Effect.fnUntraced(function* (cluster: DatabaseCluster, socketFolder: string) {
  const { folder } = cluster
  const last = Option.map(
    yield* Effect.option(PostgresConnection.read(folder)),
    (last) => new PostgresConnection.PostgresConnection({ ...last, socketFolder })
  )
  if (yield* PidFile.isPostgresAlive(folder)) {
    if (Option.isSome(last) && (yield* Effect.isSuccess(probe(last.value.url)))) return last.value
    yield* stop(cluster)
  }
  yield* start(cluster)
  return Option.isSome(last) ? last.value : yield* RuntimeRole.prepare(folder, socketFolder)
})

const start = (cluster: DatabaseCluster) =>
  Effect.retry(startOnce(cluster), {
    while: (error) => error._tag === "PostgresDidNotStart" && isPassing(error),
    schedule: Schedule.spaced("500 millis").pipe(Schedule.upTo({ times: 10 }))
  })

/** Backends of a killed Postgres still hold its shared memory. */
const isPassing = ({ log }: PostgresDidNotStart) => log.includes("is still in use")

const startOnce = Effect.fn("Postmaster.start")(function* (cluster: DatabaseCluster) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const log = join(cluster.folder, "server.log")
  yield* fs.remove(log, { force: true })
  yield* PidFile.removeStale(cluster.folder)

  const { exitCode, output } = yield* control(cluster, "start", [
    "--timeout=60",
    `--log=${log}`,
    `--options=${settings}`
  ])
  if (exitCode === 0) return
  const written = yield* Effect.orElseSucceed(fs.readFileString(log), () => output)
  return yield* new PostgresDidNotStart({
    reason: `pg_ctl ended with exit code ${exitCode}.`,
    log: written.trim().split("\n").slice(-12).join("\n")
  })
})

/** Disconnects all clients and stops; kills what has not stopped after 10 s. */
const stop = Effect.fn("Postmaster.stop")(
  function* (cluster: DatabaseCluster) {
    const { exitCode } = yield* control(cluster, "stop", ["--mode=fast", "--timeout=10"])
    if (exitCode !== 0) yield* control(cluster, "stop", ["--mode=immediate", "--timeout=5"])
  },
  (effect) => Effect.ignore(effect)
)

const restartWhenDead = Effect.fnUntraced(function* (cluster: DatabaseCluster) {
  while (true) {
    yield* Effect.sleep("1 second")
    if (Option.isSome(yield* PidFile.alivePid(cluster.folder))) continue
    yield* Effect.logWarning("Postgres has died and is restarted")
    yield* Effect.retry(start(cluster), Schedule.spaced("500 millis"))
  }
})

const control = (
  cluster: DatabaseCluster,
  command: "start" | "stop",
  args: ReadonlyArray<string>
) =>
  PostgresPrograms.run(cluster.account, cluster.programs.pg_ctl, [
    command,
    `--pgdata=${cluster.folder}`,
    "--wait",
    ...args
  ])

/** For one small machine that runs everything else too. There are no replicas: a minimal log is enough. */
const settings = [
  "listen_addresses=",
  // Relative to the data folder, so that the length of its path does not matter.
  "unix_socket_directories=.",
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

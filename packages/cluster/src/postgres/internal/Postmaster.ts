import { createServer } from "node:net"
import { Effect, FileSystem, Option, Path, Schedule } from "effect"
import { probe } from "../DatabaseProbe.ts"
import { type DatabaseCluster, PostgresDidNotStart } from "./DatabaseCluster.ts"
import * as PidFile from "./PidFile.ts"
import * as PostgresConnection from "./PostgresConnection.ts"
import * as PostgresPrograms from "./PostgresPrograms.ts"

/**
 * Runs Postgres until the scope closes, on the port of the last run if that is free. A Postgres that a
 * killed process left behind is adopted, because other nodes may be using it; one that dies is restarted.
 */
export const run = Effect.fn("Postmaster.run")(function* (cluster: DatabaseCluster) {
  // Before the start, so that an interrupted start leaves no process behind either.
  yield* Effect.addFinalizer(() => stop(cluster))
  const connection = yield* adoptOrStart(cluster)
  yield* Effect.forkScoped(restartWhenDead(cluster))
  return connection
})

const adoptOrStart = Effect.fnUntraced(function* (cluster: DatabaseCluster) {
  if (yield* PidFile.isPostgresAlive(cluster.folder)) {
    const connection = yield* PostgresConnection.read(cluster.folder)
    if (yield* Effect.isSuccess(probe(connection.url))) return connection
    yield* stop(cluster)
  }
  return yield* start(cluster)
})

const start = (cluster: DatabaseCluster) =>
  Effect.retry(startOnce(cluster), {
    while: (error) => error._tag === "PostgresDidNotStart" && isPassing(error),
    schedule: Schedule.spaced("500 millis").pipe(Schedule.upTo({ times: 10 }))
  })

/** Another program took the free port first, or backends of a killed Postgres still hold its shared memory. */
const isPassing = ({ log }: PostgresDidNotStart) => /could not bind|is still in use/.test(log)

const startOnce = Effect.fn("Postmaster.start")(function* (cluster: DatabaseCluster) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const log = join(cluster.folder, "server.log")
  yield* fs.remove(log, { force: true })
  yield* PidFile.removeStale(cluster.folder)

  const last = yield* PostgresConnection.read(cluster.folder)
  const connection = new PostgresConnection.PostgresConnection({
    ...last,
    port: yield* freePort(last.port)
  })
  yield* PostgresConnection.write(cluster.folder, connection)
  const { exitCode, output } = yield* control(cluster, "start", [
    "--timeout=60",
    `--log=${log}`,
    `--options=${options(connection.port)}`
  ])
  if (exitCode === 0) return connection
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

/** `preferred` if it is free, else any free port. */
const freePort = (preferred: number): Effect.Effect<number> =>
  Effect.callback((resume) => {
    const server = createServer()
    server.once("error", (error) => resume(preferred === 0 ? Effect.die(error) : freePort(0)))
    server.listen(preferred, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : preferred
      server.close(() => resume(Effect.succeed(port)))
    })
  })

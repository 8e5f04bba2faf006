import { NodeServices } from "@effect/platform-node"
import { Context, Effect, FileSystem, Layer, Path, Schedule } from "effect"
import * as Account from "../../../server/src/postgres/Account.ts"
import * as Cluster from "../../../server/src/postgres/Cluster.ts"
import * as Connection from "../../../server/src/postgres/Connection.ts"
import * as Programs from "../../../server/src/postgres/Programs.ts"
import { freePort } from "./FreePort.ts"

/** A Postgres of the test's own, that may be killed. */
export class OwnPostgres extends Context.Service<
  OwnPostgres,
  {
    readonly connection: Connection.Connection
    /** Kills it with all that it runs. */
    readonly kill: Effect.Effect<void>
    /** Starts it again, at the same address. */
    readonly start: Effect.Effect<void>
  }
>()("@aethercast/cluster/test/nodes/OwnPostgres") {
  static readonly layer = Layer.effect(
    OwnPostgres,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { join } = yield* Path.Path
      const context = yield* Effect.context<Layer.Success<typeof NodeServices.layer>>()
      const folder = join(yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-" }), "postgres")
      const programs = yield* Programs.installed
      const account = yield* Account.forCluster(folder, programs.initdb)
      yield* Cluster.create({ account, folder, programs })
      const connection = new Connection.Connection({
        ...(yield* Connection.read(folder)),
        port: yield* freePort
      })

      const control = (...args: ReadonlyArray<string>) =>
        Programs.run(account, programs.pg_ctl, [...args, `--pgdata=${folder}`, "--wait"]).pipe(
          Effect.flatMap(({ exitCode, output }) =>
            exitCode === 0 ? Effect.void : Effect.die(`pg_ctl ${args[0]}: ${output}`)
          ),
          Effect.orDie,
          Effect.provideContext(context)
        )
      const options = [
        `port=${connection.port}`,
        "listen_addresses=127.0.0.1",
        "unix_socket_directories="
      ]
      const start = control(
        "start",
        `--log=${join(folder, "server.log")}`,
        `--options=${options.map((setting) => `-c ${setting}`).join(" ")}`
      )
      const stop = Effect.timeoutOption(control("stop", "--mode=immediate"), "20 seconds")
      yield* Effect.acquireRelease(start, () => Effect.ignoreCause(stop))

      const pids = Effect.gen(function* () {
        const text = yield* fs.readFileString(join(folder, "postmaster.pid"))
        return Number(text.split("\n")[0])
      })
      return OwnPostgres.of({
        connection,
        start: Effect.retry(
          Effect.sandbox(start),
          // The processes that it left behind need a moment to notice.
          Schedule.spaced("500 millis").pipe(Schedule.upTo({ times: 10 }))
        ).pipe(Effect.catch(Effect.failCause), Effect.orDie),
        kill: Effect.map(pids, (pid) => void process.kill(pid, "SIGKILL")).pipe(Effect.orDie)
      })
    })
  ).pipe(Layer.provide(NodeServices.layer), Layer.orDie)
}

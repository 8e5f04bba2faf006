import { NodeServices } from "@effect/platform-node"
import { Context, Effect, Exit, FileSystem, Layer, Path, type Redacted, Scope } from "effect"
import { EmbeddedPostgres } from "../../src/postgres/EmbeddedPostgres.ts"

/** A Postgres of the test's own, which it may kill. */
export class OwnPostgres extends Context.Service<
  OwnPostgres,
  {
    readonly url: Redacted.Redacted
    /** Kills Postgres with all its sessions; nothing restarts it. */
    readonly kill: Effect.Effect<void>
    /** Starts it again, at the same address. */
    readonly start: Effect.Effect<void>
  }
>()("@aethercast/cluster/test/OwnPostgres") {
  static readonly layer = Layer.effect(
    OwnPostgres,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { join } = yield* Path.Path
      const folder = join(yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-" }), "postgres")
      const pid = Effect.map(fs.readFileString(join(folder, "postmaster.pid")), (text) =>
        Number(text.split("\n")[0])
      )
      const context = yield* Effect.context<Layer.Success<typeof NodeServices.layer>>()
      const whole = yield* Effect.scope
      let running = yield* Scope.fork(whole)
      const start = Effect.gen(function* () {
        running = yield* Scope.fork(whole)
        const built = yield* Layer.buildWithScope(EmbeddedPostgres.layer({ folder }), running)
        return Context.get(built, EmbeddedPostgres)
      }).pipe(Effect.provideContext(context), Effect.orDie)
      const { url } = yield* start
      return OwnPostgres.of({
        url,
        start: Effect.asVoid(start),
        kill: Effect.andThen(
          Effect.map(pid, (pid) => process.kill(pid, "SIGKILL")),
          Effect.suspend(() => Scope.close(running, Exit.void))
        ).pipe(Effect.orDie)
      })
    })
  ).pipe(Layer.provide(NodeServices.layer), Layer.orDie)
}

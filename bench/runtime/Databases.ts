import { NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { Context, Effect, FileSystem, Layer, ManagedRuntime, Path, Redacted } from "effect"
import { EmbeddedPostgres } from "@aethercast/cluster/EmbeddedPostgres"

/** The Postgres that comes with the product, with its settings, and a folder that goes with it. */
export interface Databases {
  readonly folder: string
  /** Address of a new database. */
  readonly fresh: (name: string) => Promise<string>
  /** Runs statements on a database. */
  readonly run: <A, E>(url: string, use: Effect.Effect<A, E, PgClient.PgClient>) => Promise<A>
}

/** Opens it; it ends with `all`, even while it still opens. */
export const open = async (all: AsyncDisposableStack): Promise<Databases> => {
  const runtime = ManagedRuntime.make(Server.layer)
  all.defer(() => runtime.dispose())
  const server = await runtime.runPromise(Server)
  return {
    folder: server.folder,
    run,
    fresh: async (name) => {
      const url = new URL(Redacted.value(server.url))
      await run(
        url.href,
        PgClient.PgClient.use((sql) => sql`CREATE DATABASE ${sql(name)}`)
      )
      url.pathname = `/${name}`
      return url.href
    }
  }
}

const run: Databases["run"] = (url, use) =>
  Effect.runPromise(
    Effect.provide(use, PgClient.layer({ url: Redacted.make(url), maxConnections: 1 }))
  )

class Server extends Context.Service<
  Server,
  { readonly url: Redacted.Redacted; readonly folder: string }
>()("@aethercast/bench/Server") {
  static readonly layer = Layer.effect(
    Server,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { join } = yield* Path.Path
      const folder = yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-bench-" })
      const postgres = yield* Layer.build(
        EmbeddedPostgres.layer({ folder: join(folder, "postgres"), mayCreateDatabases: true })
      )
      return { folder, url: Context.get(postgres, EmbeddedPostgres).url }
    })
  ).pipe(Layer.provide(NodeServices.layer))
}

import { NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { Context, Effect, FileSystem, Layer, ManagedRuntime, Path, Redacted } from "effect"
import { EmbeddedPostgres } from "@aethercast/cluster/EmbeddedPostgres"
import { superuserUrl } from "../../packages/cluster/test/harness/Superuser.ts"

/** The Postgres that comes with the product, with its settings, and a folder that goes with it. */
export interface Databases {
  readonly folder: string
  /** Address of a new database. */
  readonly fresh: (name: string) => Promise<string>
  /** Runs statements on a database, as the superuser. */
  readonly run: <A, E>(url: string, use: Effect.Effect<A, E, PgClient.PgClient>) => Promise<A>
}

/** Opens it; it ends with `all`, even while it still opens. */
export const open = async (all: AsyncDisposableStack): Promise<Databases> => {
  const runtime = ManagedRuntime.make(Server.layer)
  all.defer(() => runtime.dispose())
  const server = await runtime.runPromise(Server)
  return {
    folder: server.folder,
    run: (url, use) => run(at(server.superuser, new URL(url).pathname), use),
    fresh: async (name) => {
      const { href, username } = new URL(Redacted.value(server.url))
      await run(
        Redacted.value(server.superuser),
        PgClient.PgClient.use((sql) => sql`CREATE DATABASE ${sql(name)} OWNER ${sql(username)}`)
      )
      return at(Redacted.make(href), `/${name}`)
    }
  }
}

const at = (url: Redacted.Redacted, pathname: string) =>
  Object.assign(new URL(Redacted.value(url)), { pathname }).href

const run: Databases["run"] = (url, use) =>
  Effect.runPromise(
    Effect.provide(use, PgClient.layer({ url: Redacted.make(url), maxConnections: 1 }))
  )

class Server extends Context.Service<
  Server,
  {
    readonly url: Redacted.Redacted
    readonly superuser: Redacted.Redacted
    readonly folder: string
  }
>()("@aethercast/bench/Server") {
  static readonly layer = Layer.effect(
    Server,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { join } = yield* Path.Path
      const folder = yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-bench-" })
      const postgres = join(folder, "postgres")
      const built = yield* Layer.build(EmbeddedPostgres.layer({ folder: postgres }))
      const { url } = Context.get(built, EmbeddedPostgres)
      return { folder, url, superuser: yield* superuserUrl(postgres, url) }
    })
  ).pipe(Layer.provide(NodeServices.layer))
}

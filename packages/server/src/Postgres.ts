import { Context, Effect, FileSystem, Layer, Option, Path, type Redacted, Schema } from "effect"
import { CliError } from "effect/cli"
import * as DataFolder from "./DataFolder.ts"
import * as Account from "./postgres/Account.ts"
import * as Cluster from "./postgres/Cluster.ts"
import * as Connection from "./postgres/Connection.ts"
import * as Postmaster from "./postgres/Postmaster.ts"
import * as Programs from "./postgres/Programs.ts"
import { reach } from "./postgres/Reach.ts"
import type { Settings } from "./Settings.ts"

/** A node was to join the server of a data folder, but none has run there. */
export class NothingToJoin extends Schema.TaggedError<NothingToJoin>()("NothingToJoin", {
  data: Schema.String
}) {
  override get message() {
    return `No server was found in ${this.data}. Start one first, name its folder with --data DIR, or set DATABASE_URL.`
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

/** The database of this process: it answered when the layer was built. */
export class Postgres extends Context.Service<Postgres, { readonly url: Redacted.Redacted }>()(
  "@aethercast/server/Postgres"
) {
  /**
   * The database of `DATABASE_URL` where it is set; else a server runs one of its own in its data
   * folder, which it then has to itself, and a joining node uses that of the server it joins.
   */
  static readonly layer = (settings: Pick<Settings, "role" | "data" | "databaseUrl">) =>
    Layer.effect(
      Postgres,
      Effect.gen(function* () {
        if (Option.isSome(settings.databaseUrl)) {
          const url = settings.databaseUrl.value
          yield* reach(url)
          return Postgres.of({ url })
        }
        const { url } = yield* settings.role === "server"
          ? own(settings.data)
          : joined(settings.data)
        return Postgres.of({ url })
      })
    )
}

const own = Effect.fn("Postgres.own")(function* (data: string) {
  yield* DataFolder.hold(data)
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const folder = join(data, place)
  const programs = yield* Programs.installed
  const account = yield* Account.forCluster(folder, programs.initdb)
  const cluster = { folder, account, programs }
  const start = Effect.gen(function* () {
    if (!(yield* fs.exists(folder))) {
      yield* Effect.logInfo("Making the database; this is done once")
      yield* Cluster.create(cluster)
    }
    return yield* Postmaster.run(cluster)
  })
  return yield* Effect.mapError(start, (error) =>
    error._tag === "PostgresDidNotStart"
      ? error
      : new Cluster.PostgresDidNotStart({ reason: error.message, log: "" })
  )
})

const joined = Effect.fn("Postgres.joined")(function* (data: string) {
  const { join } = yield* Path.Path
  return yield* Connection.read(join(data, place)).pipe(
    Effect.tap((connection) => reach(connection.url)),
    Effect.mapError(() => new NothingToJoin({ data }))
  )
})

const place = "postgres"

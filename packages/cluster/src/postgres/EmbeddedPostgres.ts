import { Context, Effect, FileSystem, Layer, Path, type Redacted, Schema } from "effect"
import { probe } from "./DatabaseProbe.ts"
import * as DatabaseCluster from "./internal/DatabaseCluster.ts"
import * as PostgresAccount from "./internal/PostgresAccount.ts"
import * as PostgresConnection from "./internal/PostgresConnection.ts"
import * as PostgresPrograms from "./internal/PostgresPrograms.ts"
import * as Postmaster from "./internal/Postmaster.ts"
import * as SharedLibraries from "./internal/SharedLibraries.ts"

/** No Postgres answers for this folder. */
export class PostgresNotRunning extends Schema.TaggedError<PostgresNotRunning>()(
  "PostgresNotRunning",
  { folder: Schema.String }
) {
  override get message() {
    return `No Postgres runs in ${this.folder}`
  }
}

/** A Postgres that this process runs, from the package registry: nothing has to be installed. */
export class EmbeddedPostgres extends Context.Service<
  EmbeddedPostgres,
  { readonly url: Redacted.Redacted }
>()("@aethercast/cluster/EmbeddedPostgres") {
  /**
   * Creates the database in `folder` if there is none, starts Postgres, restarts it when it dies and
   * stops it with the scope. The parent of `folder` must exist, and one process at a time may do this
   * with a folder: the caller holds a lock on it.
   *
   * It listens at a Unix socket in the folder, which only the user of this process may enter. `url` is
   * that of an ordinary role, which owns its database and may do nothing else.
   */
  static readonly layer = (options: { readonly folder: string }) =>
    Layer.effect(EmbeddedPostgres, run(options.folder))
}

/** The address of the Postgres that another process runs in `folder`. */
export const running = Effect.fn("EmbeddedPostgres.running")(function* (folder: string) {
  return yield* PostgresConnection.read(folder).pipe(
    Effect.map(({ url }) => url),
    Effect.tap(probe),
    Effect.mapError(() => new PostgresNotRunning({ folder }))
  )
})

const run = Effect.fn("EmbeddedPostgres.run")(function* (given: string) {
  // In a connection URL a host is the path of a socket only if it begins with a slash.
  const folder = (yield* Path.Path).resolve(given)
  const programs = yield* PostgresPrograms.installed
  const account = yield* PostgresAccount.choose(folder, programs.initdb)
  const { url } = yield* createAndRun({ folder, account, programs })
  return EmbeddedPostgres.of({ url })
})

const createAndRun = Effect.fnUntraced(
  function* (cluster: DatabaseCluster.DatabaseCluster) {
    const fs = yield* FileSystem.FileSystem
    yield* SharedLibraries.link(cluster.programs.initdb)
    if (!(yield* fs.exists(cluster.folder))) {
      yield* Effect.logInfo("Creating the database; this happens once")
      yield* DatabaseCluster.create(cluster)
    }
    return yield* Postmaster.run(cluster)
  },
  (effect) =>
    Effect.mapError(effect, (error) =>
      error._tag === "PostgresDidNotStart"
        ? error
        : new DatabaseCluster.PostgresDidNotStart({ reason: error.message, log: "" })
    )
)

import { probe } from "@aethercast/cluster/DatabaseProbe"
import { EmbeddedPostgres, running } from "@aethercast/cluster/EmbeddedPostgres"
import { isExposed } from "@aethercast/cluster/PostgresClient"
import { Context, Effect, Layer, Option, Path, type Redacted, Schema } from "effect"
import { CliError } from "effect/cli"
import * as DataFolder from "./DataFolder.ts"
import type { Settings } from "./Settings.ts"

/** This process has no database to work with. */
export class NoDatabase extends Schema.TaggedError<NoDatabase>()("NoDatabase", {
  problem: Schema.String,
  /** What the user can do about it. */
  advice: Schema.String
}) {
  override get message() {
    return `${this.problem}\n${this.advice}`
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

/** The database of this process. It answered when the layer was built. */
export class Postgres extends Context.Service<Postgres, { readonly url: Redacted.Redacted }>()(
  "@aethercast/server/Postgres"
) {
  /**
   * The database of `DATABASE_URL` if that is set. Otherwise a server runs one in its data folder, which
   * it locks, and a joining node uses the one of the server in its data folder.
   */
  static readonly layer = ({
    data,
    databaseUrl,
    role
  }: Pick<Settings, "role" | "data" | "databaseUrl">) => {
    if (Option.isSome(databaseUrl)) return Layer.effect(Postgres, given(databaseUrl.value))
    return Layer.effect(Postgres, role === "server" ? own(data) : joined(data))
  }
}

const given = Effect.fn("Postgres.given")(function* (url: Redacted.Redacted) {
  const { isSuperuser } = yield* probe(url).pipe(
    Effect.mapError(
      ({ message }) =>
        new NoDatabase({
          problem: message,
          advice: "Check DATABASE_URL, and that the database runs."
        })
    )
  )
  if (isSuperuser) {
    yield* Effect.logWarning(
      "DATABASE_URL connects as a superuser; an ordinary role that owns its database is enough"
    )
  }
  if (isExposed(url)) {
    yield* Effect.logWarning(
      "The connection to the database is not encrypted; add sslmode=verify-full to DATABASE_URL"
    )
  }
  return Postgres.of({ url })
})

const own = Effect.fn("Postgres.own")(function* (data: string) {
  yield* DataFolder.acquire(data)
  const embedded = EmbeddedPostgres.layer({ folder: yield* folderIn(data) })
  const context = yield* Layer.build(embedded).pipe(
    Effect.mapError(
      (error) => new NoDatabase({ problem: error.message, advice: advice[error._tag] })
    )
  )
  return Postgres.of(Context.get(context, EmbeddedPostgres))
})

const advice = {
  PostgresNotPackaged:
    "Set DATABASE_URL to a database of yours (postgres://user:password@host:5432/database).",
  NoAccountForPostgres: "Start Aethercast as an ordinary user, or set DATABASE_URL.",
  PostgresLockedOut:
    "Choose a data folder that others may enter with --data DIR (such as /var/lib/aethercast) and keep Aethercast in such a folder too, start it as an ordinary user, or set DATABASE_URL.",
  PostgresDidNotStart: "Choose another data folder with --data DIR, or set DATABASE_URL."
}

const joined = Effect.fn("Postgres.joined")(function* (data: string) {
  const url = yield* running(yield* folderIn(data)).pipe(
    Effect.mapError(
      () =>
        new NoDatabase({
          problem: `No server runs in ${data}`,
          advice: "Start one first, name its folder with --data DIR, or set DATABASE_URL."
        })
    )
  )
  return Postgres.of({ url })
})

const folderIn = (data: string) => Effect.map(Path.Path, ({ join }) => join(data, "postgres"))

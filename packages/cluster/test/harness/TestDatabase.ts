import { randomUUID } from "node:crypto"
import { PgClient } from "@effect/sql-pg"
import * as Database from "@aethercast/cluster/Database"
import { Effect, Layer, Redacted } from "effect"
import type { SqlClient } from "effect/sql"
import { inject } from "vitest"

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the Postgres of this test run, for a user who may create databases. */
    readonly postgres: string
    /** The same for the ordinary role that owns the databases of the tests. */
    readonly databaseOwner: string
  }
}

/** The address of a new, empty database, which is dropped with the scope, for the role that owns it. */
export const fresh = Effect.gen(function* () {
  const url = new URL(inject("databaseOwner"))
  const server = yield* Layer.build(
    PgClient.layer({ url: Redacted.make(inject("postgres")), maxConnections: 1 })
  )
  const run = (statement: string) =>
    PgClient.PgClient.use((sql) => sql.unsafe(statement)).pipe(
      Effect.provideContext(server),
      Effect.orDie
    )
  const name = `test_${randomUUID()}`
  yield* Effect.acquireRelease(
    run(`CREATE DATABASE "${name}" OWNER "${decodeURIComponent(url.username)}"`),
    () => run(`DROP DATABASE "${name}" WITH (FORCE)`)
  )
  url.pathname = `/${name}`
  return Redacted.make(url.href)
})

/** A new database with the tables of the runtime and those of `migrations`. */
export const layer = (
  migrations: Record<string, Effect.Effect<void, unknown, SqlClient.SqlClient>> = {}
) => Layer.orDie(Layer.unwrap(Effect.map(fresh, (url) => Database.layer({ url, migrations }))))

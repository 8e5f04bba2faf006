import { NodeServices } from "@effect/platform-node"
import { PgClient, PgMigrator } from "@effect/sql-pg"
import { type Effect, Layer, type Redacted } from "effect"
import type { SqlClient } from "effect/sql"
import ledger from "./migrations/0001_ledger.ts"
import runtime from "./migrations/0002_runtime.ts"
import storage from "./migrations/0003_storage.ts"
import circuits from "./migrations/0004_circuits.ts"
import decisions from "./migrations/0005_decisions.ts"

/** Migrations by name, `NNNN_what_they_do`; each package numbers its own. */
export type Migrations = Record<string, Effect.Effect<void, unknown, SqlClient.SqlClient>>

/**
 * Postgres with the runtime's own tables and those of `migrations`. The two histories are kept apart,
 * so that a package's numbers are its own.
 */
export const layer = (options: {
  readonly url: Redacted.Redacted
  readonly migrations: Migrations
  readonly maxConnections?: number
}) =>
  Layer.mergeAll(
    PgMigrator.layer({
      loader: PgMigrator.fromRecord({
        "0001_ledger": ledger,
        "0002_runtime": runtime,
        "0003_storage": storage,
        "0004_circuits": circuits,
        "0005_decisions": decisions
      }),
      table: "runtime_migrations"
    }),
    PgMigrator.layer({
      loader: PgMigrator.fromRecord(options.migrations),
      table: "application_migrations"
    })
  ).pipe(
    Layer.provide(NodeServices.layer),
    Layer.provideMerge(
      PgClient.layer({
        url: options.url,
        applicationName: "aethercast",
        maxConnections: options.maxConnections ?? 16
      })
    )
  )

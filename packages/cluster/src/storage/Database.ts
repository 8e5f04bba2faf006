import { NodeServices } from "@effect/platform-node"
import { PgMigrator } from "@effect/sql-pg"
import { type Effect, Layer, type Redacted } from "effect"
import type { SqlClient } from "effect/sql"
import * as PostgresClient from "../postgres/PostgresClient.ts"
import ledger from "./migrations/0001_ledger.ts"
import supervision from "./migrations/0002_runtime.ts"
import storage from "./migrations/0003_storage.ts"
import circuits from "./migrations/0004_circuits.ts"
import decisions from "./migrations/0005_decisions.ts"
import prefix from "./migrations/0006_prefix.ts"
import followedRamps from "./migrations/0007_followed_ramps.ts"
import childWorkflows from "./migrations/0008_child_workflows.ts"
import taskExecutions from "./migrations/0009_task_executions.ts"
import runQueue from "./migrations/0010_run_queue.ts"
import quotas from "./migrations/0011_quotas.ts"
import runExpiry from "./migrations/0012_run_expiry.ts"
import runOwner from "./migrations/0013_run_owner.ts"

/** Migrations by name, `NNNN_what_they_do`; each package numbers its own. */
export type Migrations = Record<string, Effect.Effect<void, unknown, SqlClient.SqlClient>>

/**
 * Postgres with the runtime's own tables, all named `aethercast_*`, and then those of `migrations`.
 * The two histories are kept apart, so that an application numbers its own migrations from 1.
 */
export const layer = (options: {
  readonly url: Redacted.Redacted
  readonly migrations?: Migrations
  readonly maxConnections?: number
}) =>
  PgMigrator.layer({
    loader: PgMigrator.fromRecord(options.migrations ?? {}),
    table: "application_migrations"
  }).pipe(
    Layer.provide(
      PgMigrator.layer({ loader: PgMigrator.fromRecord(runtime), table: "runtime_migrations" })
    ),
    Layer.provide(NodeServices.layer),
    Layer.provideMerge(
      PostgresClient.layer({
        url: options.url,
        applicationName: "aethercast",
        maxConnections: options.maxConnections ?? 16
      })
    )
  )

/** The migrations of the runtime, in order. */
export const runtime: Migrations = {
  "0001_ledger": ledger,
  "0002_runtime": supervision,
  "0003_storage": storage,
  "0004_circuits": circuits,
  "0005_decisions": decisions,
  "0006_prefix": prefix,
  "0007_followed_ramps": followedRamps,
  "0008_child_workflows": childWorkflows,
  "0009_task_executions": taskExecutions,
  "0010_run_queue": runQueue,
  "0011_quotas": quotas,
  "0012_run_expiry": runExpiry,
  "0013_run_owner": runOwner
}

import { randomBytes } from "node:crypto"
import { Effect, FileSystem, Path, Schema } from "effect"
import type { PostgresAccount } from "./PostgresAccount.ts"
import * as PostgresConnection from "./PostgresConnection.ts"
import * as PostgresPrograms from "./PostgresPrograms.ts"

/** Postgres did not start; `log` is the end of what it wrote. */
export class PostgresDidNotStart extends Schema.TaggedError<PostgresDidNotStart>()(
  "PostgresDidNotStart",
  { reason: Schema.String, log: Schema.String }
) {
  override get message() {
    const log = this.log === "" ? "" : `\nIt wrote:\n${this.log}`
    return `Postgres did not start: ${this.reason}${log}`
  }
}

/** A folder with databases (a "database cluster" to Postgres), and how its programs are run. */
export interface DatabaseCluster {
  readonly folder: string
  readonly account: PostgresAccount
  readonly programs: PostgresPrograms.PostgresPrograms
}

/**
 * Creates the cluster in a folder beside its own and renames it when complete, so that a crash leaves
 * no incomplete one.
 */
export const create = Effect.fn("DatabaseCluster.create")(function* (cluster: DatabaseCluster) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const building = `${cluster.folder}.building`
  const built = join(building, "cluster")
  const passwordFile = join(building, "password")
  const password = randomBytes(24).toString("base64url")

  yield* fs.remove(building, { recursive: true, force: true })
  yield* fs.makeDirectory(building, { mode: 0o700 })
  yield* fs.writeFileString(passwordFile, password, { mode: 0o600 })
  yield* Effect.forEach([building, passwordFile], (path) => giveTo(cluster.account, path))

  const { exitCode, output } = yield* PostgresPrograms.run(
    cluster.account,
    cluster.programs.initdb,
    [
      `--pgdata=${built}`,
      `--pwfile=${passwordFile}`,
      `--username=${superuser}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions"
    ]
  )
  if (exitCode !== 0) {
    return yield* new PostgresDidNotStart({
      reason: `initdb failed in ${cluster.folder} (exit code ${exitCode}).`,
      log: output.trim()
    })
  }
  yield* PostgresConnection.writeSuperuser(
    built,
    new PostgresConnection.Superuser({ user: superuser, password })
  )
  yield* fs.rename(built, cluster.folder)
  yield* fs.remove(building, { recursive: true, force: true })
})

const superuser = "postgres"

const giveTo = Effect.fnUntraced(function* (account: PostgresAccount, path: string) {
  if (account._tag === "Current") return
  const fs = yield* FileSystem.FileSystem
  yield* fs.chown(path, account.uid, account.gid)
})

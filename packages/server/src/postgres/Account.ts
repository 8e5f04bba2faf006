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
      /** The way to the folder or the programs leads through one that is closed to the account. */
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

/** The account for the cluster in `folder`, whose parent exists, run by `program`. */
export const forCluster = Effect.fn("Account.forCluster")(
  function* (folder: string, program: string) {
    if (process.getuid?.() !== 0) return own
    const { uid, gid } = Option.getOrUndefined(yield* ownerOf(folder)) ?? (yield* lookUp)
    const lent = (passesClosedFolders: boolean): Account => ({
      _tag: "Lent",
      uid,
      gid,
      passesClosedFolders
    })
    const { dirname } = yield* Path.Path
    const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
    const tried = yield* spawner.exitCode(
      lend(lent(false), ChildProcess.make("test", ["-x", dirname(folder), "-a", "-x", program]))
    )
    return lent(tried !== 0)
  },
  (effect) => Effect.mapError(effect, (error) => new NobodyToRunPostgres({ reason: error.message }))
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

// Root's home has mode 700: it shuts the account out, however open the folders below it are.
const closedFolders = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]

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

import { homedir } from "node:os"
import { resolve } from "node:path"
import { Console, Effect, Option, Redacted, Runtime, Schema } from "effect"
import { CliConfig, CliError, CliOutput, Command, Flag, GlobalFlag } from "effect/cli"
import manifest from "../package.json" with { type: "json" }
import { PortFromString, Settings, usualDataFolder } from "./Settings.ts"
import * as ValueFlag from "./ValueFlag.ts"

/** The command line or the environment cannot be understood; the user has been told why. */
export class BadUsage extends Schema.TaggedError<BadUsage>()("BadUsage", {
  problem: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 2
  override readonly [Runtime.errorReported] = false
  override readonly [CliError.userMessage] = this.problem

  override get message() {
    return this.problem
  }
}

const aPort = "a whole number from 0 to 65535"

const flags = {
  port: ValueFlag.make("port", {
    metavar: "PORT",
    description: "Port of the page; 0 takes any free one (or PORT; usually 4300)",
    variable: "PORT",
    schema: PortFromString,
    expected: aPort,
    usual: Effect.succeed(4300)
  }),
  host: ValueFlag.make("host", {
    metavar: "ADDRESS",
    description: "Address of the page; 0.0.0.0 lets other machines in (usually 127.0.0.1)",
    schema: Schema.NonEmptyString,
    expected: "an address",
    usual: Effect.succeed("127.0.0.1")
  }),
  data: ValueFlag.make("data", {
    metavar: "DIR",
    description: "Folder for all that is kept (or AETHERCAST_DATA; usually your state folder)",
    variable: "AETHERCAST_DATA",
    schema: Schema.NonEmptyString,
    expected: "a folder",
    usual: ValueFlag.environment("XDG_STATE_HOME").pipe(
      Effect.map((stateHome) => usualDataFolder(process.platform, homedir(), stateHome))
    )
  }),
  library: ValueFlag.make("library", {
    metavar: "DIR",
    description: "Folder of your own documents to make podcasts from (or AETHERCAST_LIBRARY)",
    variable: "AETHERCAST_LIBRARY",
    schema: Schema.NonEmptyString,
    expected: "a folder",
    usual: Effect.undefined
  }),
  keepsClosed: Flag.Boolean("no-open").pipe(
    Flag.withoutNegation,
    Flag.withDescription("Do not open the page in a browser"),
    Flag.withDefault(false)
  ),
  join: Flag.Boolean("join").pipe(
    Flag.withoutNegation,
    Flag.withDescription(
      "No page, only a node of the cluster around the server of --data or DATABASE_URL"
    ),
    Flag.withDefault(false)
  ),
  clusterHost: ValueFlag.make("cluster-host", {
    metavar: "ADDRESS",
    description: "Address where other nodes reach this one (usually 127.0.0.1)",
    schema: Schema.NonEmptyString,
    expected: "an address",
    usual: Effect.succeed("127.0.0.1")
  }),
  clusterPort: ValueFlag.make("cluster-port", {
    metavar: "PORT",
    description: "Port where other nodes reach this one (usually any free one)",
    schema: PortFromString,
    expected: aPort,
    usual: Effect.succeed(0)
  })
}

const examples = [
  { command: "npm start", description: "Open a page to listen to" },
  {
    command: "npm start -- --port 8080 --host 0.0.0.0 --no-open",
    description: "Serve other machines"
  },
  {
    command: "npm start -- --library ~/articles",
    description: "Make podcasts from your own documents too"
  },
  {
    command: "npm start -- --join",
    description: "Lend another process to the server that runs here"
  }
]

/**
 * Decodes the arguments and the environment and hands the settings to `start`; `--help` and
 * `--version` only print. An error of `start` that has a `CliError.userMessage` is told in that one
 * message, without a stack.
 */
export const run = <E, R>(
  args: ReadonlyArray<string>,
  start: (settings: Settings) => Effect.Effect<void, E, R>
) =>
  Command.make("aethercast", flags, (given) =>
    Effect.scoped(Effect.andThen(endOnHangUp, Effect.flatMap(settings(given), start)))
  ).pipe(
    Command.withDescription("Podcasts made by AI agents, on demand."),
    Command.withExamples(examples),
    (command) => Command.runWith(command, { version: manifest.version })(args),
    Effect.catchIf(Schema.is(CliError.ShowHelp), ({ errors: [error] }) =>
      error === undefined ? Effect.void : Effect.fail(new BadUsage({ problem: problem(error) }))
    ),
    Effect.provide([
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }),
      CliOutput.layer({ ...formatter, formatError: (error) => `aethercast: ${error.message}` }),
      CliOutput.layerPresenter({ present })
    ])
  )

/** A terminal that is closed ends us as SIGTERM does, with everything put away; it may say so twice. */
const endOnHangUp = Effect.acquireRelease(
  Effect.sync(() => process.on("SIGHUP", terminate)),
  () => Effect.sync(() => process.off("SIGHUP", terminate))
)

const terminate = () => {
  process.kill(process.pid, "SIGTERM")
}

const settings = Effect.fn("CommandLine.settings")(function* (
  given: Command.Command.Config.Infer<typeof flags>
) {
  const databaseUrl = yield* ValueFlag.environment("DATABASE_URL")
  // The wrong value is not repeated: it may hold a password.
  if (Option.exists(databaseUrl, (url) => !isPostgresUrl(url))) {
    return yield* new BadUsage({
      problem: "DATABASE_URL must be like postgres://user:password@host:5432/database."
    })
  }
  return new Settings({
    role: given.join ? "node" : "server",
    host: given.host,
    port: given.port,
    data: resolve(given.data),
    library: Option.map(Option.fromNullishOr(given.library), (folder) => resolve(folder)),
    opensBrowser: !given.keepsClosed,
    databaseUrl: Option.map(databaseUrl, (url) => Redacted.make(url)),
    clusterHost: given.clusterHost,
    clusterPort: given.clusterPort
  })
})

const isPostgresUrl = (url: string) => /^postgres(ql)?:\/\//.test(url) && URL.canParse(url)

const formatter = CliOutput.defaultFormatter()

/** Help goes to stdout, whole; a mistake is a line on stderr and a way on. */
const present = (event: CliOutput.Presenter.Event) => {
  switch (event._tag) {
    case "Help":
      return Console.log(formatter.formatHelpDoc(event.helpDoc))
    case "Version":
      return Console.log(event.version)
    case "InvalidInvocation":
      return Effect.forEach(
        [
          ...event.errors.map((error) => `aethercast: ${problem(error)}`),
          "npm start -- --help tells what can be said."
        ],
        (line) => Console.error(line),
        { discard: true }
      )
  }
}

const problem = (error: CliError.NonShowHelpErrors): string => {
  if (error._tag !== "UnrecognizedOption") return error.message
  const [suggestion] = error.suggestions
  return `there is no ${error.option}.${suggestion === undefined ? "" : ` Did you mean ${suggestion}?`}`
}

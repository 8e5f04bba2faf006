import { Console, Effect, Runtime, Schema } from "effect"
import { CliConfig, CliError, CliOutput, Command, GlobalFlag } from "effect/cli"
import manifest from "../package.json" with { type: "json" }

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

/**
 * Runs a command: help goes to stdout, whole; a mistake is a line on stderr and `wayOn`. An error
 * that has a `CliError.userMessage` is told in that one message, without a stack.
 */
export const run = <const Name extends string, Input, ContextInput, E, R>(
  command: Command.Command<Name, Input, ContextInput, E, R>,
  args: ReadonlyArray<string>,
  options: {
    readonly wayOn: string
  }
) =>
  Command.runWith(command, { version: manifest.version })(args).pipe(
    Effect.catchIf(Schema.is(CliError.ShowHelp), ({ errors: [error] }) =>
      error === undefined ? Effect.void : Effect.fail(new BadUsage({ problem: problem(error) }))
    ),
    Effect.provide([
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }),
      CliOutput.layer({ ...formatter, formatError: (error) => `aethercast: ${error.message}` }),
      CliOutput.layerPresenter({ present: present(options.wayOn) })
    ])
  )

const formatter = CliOutput.defaultFormatter()

const present = (wayOn: string) => (event: CliOutput.Presenter.Event) => {
  switch (event._tag) {
    case "Help":
      return Console.log(formatter.formatHelpDoc(event.helpDoc))
    case "Version":
      return Console.log(event.version)
    case "InvalidInvocation":
      return Effect.forEach(
        [...event.errors.map((error) => `aethercast: ${problem(error)}`), wayOn],
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

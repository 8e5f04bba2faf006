import { Console, Effect, Runtime, Schema } from "effect"
import { CliConfig, CliError, CliOutput, Command, GlobalFlag } from "effect/cli"
import manifest from "../package.json" with { type: "json" }

/** The command line or the environment is wrong. */
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
 * Runs a command. Help is printed to stdout. Wrong usage prints the problem and `hint` to stderr. An
 * error with a `CliError.userMessage` prints that message, without a stack trace.
 */
export const run = <const Name extends string, Input, ContextInput, E, R>(
  command: Command.Command<Name, Input, ContextInput, E, R>,
  args: ReadonlyArray<string>,
  options: { readonly hint: string }
) =>
  Command.runWith(command, { version: manifest.version })(args).pipe(
    Effect.catchIf(Schema.is(CliError.ShowHelp), ({ errors: [error] }) =>
      error === undefined ? Effect.void : Effect.fail(new BadUsage({ problem: problem(error) }))
    ),
    Effect.provide([
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }),
      CliOutput.layer({ ...formatter, formatError: (error) => `aethercast: ${error.message}` }),
      CliOutput.layerPresenter({ present: present(options.hint) })
    ])
  )

const formatter = CliOutput.defaultFormatter()

const present = (hint: string) => (event: CliOutput.Presenter.Event) => {
  switch (event._tag) {
    case "Help":
      return Console.log(formatter.formatHelpDoc(event.helpDoc))
    case "Version":
      return Console.log(event.version)
    case "InvalidInvocation":
      return Effect.forEach(
        [...event.errors.map((error) => `aethercast: ${problem(error)}`), hint],
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

import { Config, Effect, Option, Schema } from "effect"
import { CliError, Flag } from "effect/cli"

/** A flag `--name VALUE`: from the command line, else from the environment, else the usual value. */
export const make = <A, B>(
  name: string,
  options: {
    readonly metavar: string
    readonly description: string
    readonly variable?: string
    readonly schema: Schema.Codec<A, string>
    /** What a right value is, to go on after "must be". */
    readonly expected: string
    readonly usual: Effect.Effect<B>
  }
): Flag.Flag<A | B> => {
  const decode = (origin: string, value: string) =>
    Schema.decodeEffect(options.schema)(value).pipe(
      Effect.mapError(
        () =>
          new CliError.UserError({
            cause: `${origin} must be ${options.expected}, not ${JSON.stringify(value)}.`
          })
      )
    )

  const fallback = Effect.gen(function* () {
    const { variable, usual } = options
    const found = variable === undefined ? Option.none() : yield* environment(variable)
    return Option.isSome(found) ? yield* decode(variable ?? name, found.value) : yield* usual
  })

  return Flag.String(name).pipe(
    Flag.withMetavar(options.metavar),
    Flag.withDescription(options.description),
    Flag.mapEffect((value) => decode(`--${name}`, value)),
    Flag.withDefault(fallback)
  )
}

/** A variable of the environment; an empty one is none. */
export const environment = (variable: string): Effect.Effect<Option.Option<string>> =>
  Effect.orDie(Config.option(Config.String(variable))).pipe(
    Effect.map(Option.filter((value) => value !== ""))
  )

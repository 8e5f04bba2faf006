import { Config, Effect, Option, Schema } from "effect"
import { CliError, Flag } from "effect/cli"

export interface Options<A> {
  readonly metavar: string
  readonly description: string
  readonly schema: Schema.Codec<A, string>
  /** What a valid value is, to follow "must be". */
  readonly expected: string
}

/** A flag `--name VALUE` that falls back to an environment variable, and then to a default. */
export const make = <A, B>(
  name: string,
  options: Options<A> & {
    readonly variable?: string
    readonly default: Effect.Effect<B>
  }
): Flag.Flag<A | B> => {
  const fallback = Effect.gen(function* () {
    const { variable, default: defaultValue } = options
    const found = variable === undefined ? Option.none() : yield* environment(variable)
    return Option.isSome(found)
      ? yield* decode(options, variable ?? name, found.value)
      : yield* defaultValue
  })
  return Flag.withDefault(required(name, options), fallback)
}

/** A flag `--name VALUE` that must be given. */
export const required = <A>(name: string, options: Options<A>): Flag.Flag<A> =>
  Flag.String(name).pipe(
    Flag.withMetavar(options.metavar),
    Flag.withDescription(options.description),
    Flag.mapEffect((value) => decode(options, `--${name}`, value))
  )

/** An environment variable; an empty one counts as unset. */
export const environment = (variable: string): Effect.Effect<Option.Option<string>> =>
  Effect.orDie(Config.option(Config.String(variable))).pipe(
    Effect.map(Option.filter((value) => value !== ""))
  )

const decode = <A>({ expected, schema }: Options<A>, origin: string, value: string) =>
  Schema.decodeEffect(schema)(value).pipe(
    Effect.mapError(
      () =>
        new CliError.UserError({
          cause: `${origin} must be ${expected}, not ${JSON.stringify(value)}.`
        })
    )
  )

import { Effect, type Layer } from "effect"
import { Command, Flag } from "effect/cli"
import * as DatabaseFlags from "../DatabaseFlags.ts"
import * as TlsFlags from "../TlsFlags.ts"
import * as Ground from "./Ground.ts"
import { type Report, tell } from "./Report.ts"

/** The root of all commands, and what can be said to each of them. */
export const operator = Command.make("operate").pipe(
  Command.withSharedFlags({
    data: DatabaseFlags.data,
    ...TlsFlags.flags,
    json: Flag.Boolean("json").pipe(
      Flag.withoutNegation,
      Flag.withDescription("Say it in JSON, for machines"),
      Flag.withDefault(false)
    )
  })
)

export interface About {
  readonly description: string
  /** What follows `npm run operate -- `, and what it does. */
  readonly examples: ReadonlyArray<readonly [string, string]>
}

/** A command that only looks: it needs the database, and no node. */
export const looking = <
  const Name extends string,
  const Config extends Command.Command.Config,
  E,
  R
>(
  name: Name,
  config: Config,
  about: About,
  answer: (given: Command.Command.Config.Infer<Config>) => Effect.Effect<Report, E, R>
) => make(name, config, about, answer, Ground.readingLayer)

/** A command that asks nodes to do something. */
export const acting = <
  const Name extends string,
  const Config extends Command.Command.Config,
  E,
  R
>(
  name: Name,
  config: Config,
  about: About,
  answer: (given: Command.Command.Config.Infer<Config>) => Effect.Effect<Report, E, R>
) => make(name, config, about, answer, Ground.actingLayer)

export const examplesOf = ({ examples }: About) =>
  examples.map(([command, description]) => ({
    command: `npm run operate -- ${command}`,
    description
  }))

const make = <
  const Name extends string,
  const Config extends Command.Command.Config,
  E,
  R,
  RL,
  EL,
  RIn
>(
  name: Name,
  config: Config,
  about: About,
  answer: (given: Command.Command.Config.Infer<Config>) => Effect.Effect<Report, E, R>,
  ground: (where: Ground.Whereabouts) => Layer.Layer<RL, EL, RIn>
) =>
  Command.make(name, config, (given) =>
    Effect.gen(function* () {
      const { json, ...where } = yield* operator
      const report = yield* Effect.provide(answer(given), ground(where))
      yield* tell(report, json)
    })
  ).pipe(Command.withDescription(about.description), Command.withExamples(examplesOf(about)))

import type { Identity } from "@aethercast/cluster/Identity"
import type * as RuntimeClient from "@aethercast/cluster/RuntimeClient"
import { Effect, type FileSystem, type Layer } from "effect"
import { Command, Flag } from "effect/cli"
import { SqlClient } from "effect/sql"
import * as DatabaseFlags from "../DatabaseFlags.ts"
import * as IdentityFlags from "../IdentityFlags.ts"
import * as OperatorLayer from "./OperatorLayer.ts"
import { print, type Report } from "./Report.ts"

/** The root of all commands, and the flags that each of them has. */
export const operate = Command.make("operate").pipe(
  Command.withSharedFlags({
    data: DatabaseFlags.data,
    ...IdentityFlags.flags,
    json: Flag.Boolean("json").pipe(
      Flag.withoutNegation,
      Flag.withDescription("Print JSON, for machines"),
      Flag.withDefault(false)
    )
  })
)

export interface Help {
  readonly description: string
  /** What follows `npm run operate -- `, and what it does. */
  readonly examples: ReadonlyArray<readonly [command: string, description: string]>
}

/** The stores of the cluster, without the SQL client below them. */
type Stores = OperatorLayer.Stores

/** What reaches the running nodes. */
type Nodes = Layer.Success<ReturnType<typeof RuntimeClient.layer>>

/** A kind of command, by how its answer gets the services that it needs. */
const kind =
  <R, RunError, RunServices>(
    run: <E>(
      answer: Effect.Effect<Report, E, R>,
      location: OperatorLayer.ClusterLocation
    ) => Effect.Effect<Report, E | RunError, RunServices>
  ) =>
  <const Name extends string, const Config extends Command.Command.Config, E>(
    name: Name,
    config: Config,
    help: Help,
    answer: (given: Command.Command.Config.Infer<Config>) => Effect.Effect<Report, E, R>
  ) =>
    make(name, config, help, (given, location) => run(answer(given), location))

/** A command that reads the database, as it was at one moment; Postgres refuses it every change. */
export const readCommand = kind(
  <E>(answer: Effect.Effect<Report, E, Stores>, location: OperatorLayer.ClusterLocation) =>
    Effect.provide(readOnly(answer), OperatorLayer.storesLayer(location))
)

/**
 * A command that changes the database, where the nodes look for changes, and may read a file with a
 * secret. No node has to run.
 */
export const writeCommand = kind(
  <E>(
    answer: Effect.Effect<Report, E, Stores | FileSystem.FileSystem>,
    location: OperatorLayer.ClusterLocation
  ) => Effect.provide(answer, OperatorLayer.storesLayer(location))
)

/** A command that asks running nodes to do something. */
export const nodeCommand = kind(
  <E>(answer: Effect.Effect<Report, E, Stores | Nodes>, location: OperatorLayer.ClusterLocation) =>
    Effect.provide(answer, OperatorLayer.nodesLayer(location))
)

/** A command that needs nothing but the identity of its process. */
export const secretCommand = <
  const Name extends string,
  const Config extends Command.Command.Config,
  E
>(
  name: Name,
  config: Config,
  help: Help,
  answer: (
    given: Command.Command.Config.Infer<Config>,
    identity: Identity
  ) => Effect.Effect<Report, E>
) =>
  make(name, config, help, (given, location) =>
    Effect.flatMap(OperatorLayer.identity(location), (identity) => answer(given, identity))
  )

export const examplesOf = ({ examples }: Help) =>
  examples.map(([command, description]) => ({
    command: `npm run operate -- ${command}`,
    description
  }))

const make = <const Name extends string, const Config extends Command.Command.Config, E, R>(
  name: Name,
  config: Config,
  help: Help,
  answer: (
    given: Command.Command.Config.Infer<Config>,
    location: OperatorLayer.ClusterLocation
  ) => Effect.Effect<Report, E, R>
) =>
  Command.make(name, config, (given) =>
    Effect.gen(function* () {
      const { json, ...location } = yield* operate
      yield* print(yield* answer(given, location), json)
    })
  ).pipe(Command.withDescription(help.description), Command.withExamples(examplesOf(help)))

const readOnly = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return yield* sql.withTransaction(
      Effect.andThen(sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`, effect)
    )
  })

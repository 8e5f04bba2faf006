import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Console, Effect } from "effect"
import * as CommandLine from "../src/CommandLine.ts"
import { Postgres } from "../src/Postgres.ts"

/** A process with nothing but a server's database. Prints `up` once that answers. */
CommandLine.run(process.argv.slice(2), (settings) =>
  Console.log("up").pipe(Effect.andThen(Effect.never), Effect.provide(Postgres.layer(settings)))
).pipe(Effect.provide(NodeServices.layer), NodeRuntime.runMain)

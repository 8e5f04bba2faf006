// A process that runs the Postgres in a folder: node PostgresProcess.ts FOLDER. Prints `up` once it runs.
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Console, Effect, Layer } from "effect"
import { EmbeddedPostgres } from "../../src/postgres/EmbeddedPostgres.ts"

const [folder = ""] = process.argv.slice(2)

Layer.effectDiscard(Console.log("up")).pipe(
  Layer.provide(EmbeddedPostgres.layer({ folder })),
  Layer.provide(NodeServices.layer),
  Layer.launch,
  Effect.orDie,
  NodeRuntime.runMain
)

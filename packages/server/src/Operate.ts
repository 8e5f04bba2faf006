import { NodeCrypto, NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Layer, References } from "effect"
import { LoggingLayer } from "./Logging.ts"
import * as Commands from "./operate/Commands.ts"

/** What the engine does underneath is no news to an operator. */
const quiet = Layer.succeed(References.MinimumLogLevel, "Error")

Commands.run(process.argv.slice(2)).pipe(
  Effect.provide([NodeServices.layer, NodeCrypto.layer, LoggingLayer]),
  Effect.provide(quiet),
  NodeRuntime.runMain
)

import { NodeCrypto, NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Layer, References } from "effect"
import { LoggingLayer } from "./Logging.ts"
import * as OperateCommand from "./operate/OperateCommand.ts"

// Retries and warnings of the layers below are no part of a command's output.
const QuietLayer = Layer.succeed(References.MinimumLogLevel, "Error")

OperateCommand.run(process.argv.slice(2)).pipe(
  Effect.provide([NodeServices.layer, NodeCrypto.layer, LoggingLayer, QuietLayer]),
  NodeRuntime.runMain
)

import { setPriority } from "node:os"
import { NodeWorkerRunner } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { RpcServer } from "effect/rpc"
import * as LlamaEngine from "./LlamaEngine.ts"
import { LlamaRpcs } from "./LlamaRpcs.ts"

// The script of the process that a model runs in. A process and not a thread: a file that is no model
// can end the process that llama.cpp is in, and gigabytes are given back when it ends.

const [folder = "", model = ""] = process.argv.slice(2)

// The server ends its children itself, when its work is done: Ctrl-C reaches all of them.
process.on("SIGINT", () => {})
process.on("SIGTERM", () => {})
process.on("disconnect", () => process.exit())

// Voices and listeners come first.
setPriority(10)

const handlers = LlamaRpcs.toLayer(
  Effect.map(LlamaEngine.make({ folder, model }), ({ complete, load }) =>
    LlamaRpcs.of({ Load: () => load, Complete: complete })
  )
)

RpcServer.layer(LlamaRpcs).pipe(
  Layer.provide(handlers),
  // One after the other: the protocol interrupts the fiber that it is built in when the server closes it.
  Layer.provide(RpcServer.layerProtocolWorkerRunner),
  Layer.provide(NodeWorkerRunner.layer),
  Layer.launch,
  Effect.ensuring(Effect.sync(() => process.exit())),
  Effect.runFork
)

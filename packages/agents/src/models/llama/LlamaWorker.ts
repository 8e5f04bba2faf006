import { Effect, Layer } from "effect"
import { RpcServer } from "effect/rpc"
import * as ModelWorker from "../../process/ModelWorker.ts"
import * as LlamaEngine from "./LlamaEngine.ts"
import { LlamaRpcs } from "./LlamaRpcs.ts"

// The script of the process that a model runs in.

const [folder = "", model = ""] = process.argv.slice(2)

const handlers = LlamaRpcs.toLayer(
  Effect.map(LlamaEngine.make({ folder, model }), ({ complete, load }) =>
    LlamaRpcs.of({ Load: () => load, Complete: complete })
  )
)

ModelWorker.run(
  Layer.provide(RpcServer.layer(LlamaRpcs), handlers),
  // Voices and listeners come first.
  { priority: 10 }
)

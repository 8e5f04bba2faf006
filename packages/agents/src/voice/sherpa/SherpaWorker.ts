import { Effect, Layer, Schema } from "effect"
import { RpcServer } from "effect/rpc"
import * as ModelWorker from "../../process/ModelWorker.ts"
import * as SherpaEngine from "./SherpaEngine.ts"
import { SherpaKind } from "./SherpaModel.ts"
import { SherpaRpcs } from "./SherpaRpcs.ts"

// The script of the process that a voice runs in.

const [folder = "", kind, model = ""] = process.argv.slice(2)

const handlers = SherpaRpcs.toLayer(
  Effect.map(
    SherpaEngine.make({ folder, kind: Schema.decodeUnknownSync(SherpaKind)(kind), model }),
    ({ load, speak }) => SherpaRpcs.of({ Load: () => load, Speak: speak })
  )
)

ModelWorker.run(
  Layer.provide(RpcServer.layer(SherpaRpcs), handlers),
  // Listeners come first.
  { priority: 5 }
)

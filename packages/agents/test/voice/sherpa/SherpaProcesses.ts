import { Effect } from "effect"
import { engine } from "../../../../../scripts/engines.mjs"
import * as WorkerProcesses from "../../process/WorkerProcesses.ts"

/** Where `sherpa-onnx-node` is installed; the first test that needs it installs it. */
export const sherpaFolder = Effect.promise(() => engine("sherpa-onnx-node"))

/** The processes of voices that this process has started. */
export const running = WorkerProcesses.running("SherpaWorker.ts")

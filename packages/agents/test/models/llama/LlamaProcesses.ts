import { Effect } from "effect"
import * as WorkerProcesses from "../../process/WorkerProcesses.ts"

/** The processes of models that this process has started. */
export const running = WorkerProcesses.running("LlamaWorker.ts")

/** Ends them at once, unless they have ended. */
export const kill = Effect.flatMap(running, (pids) =>
  Effect.forEach(pids, (pid) => Effect.ignore(Effect.try(() => process.kill(pid, "SIGKILL"))), {
    discard: true
  })
)

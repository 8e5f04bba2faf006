import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Effect } from "effect"

/** The processes of models that this process has started. */
export const running = Effect.promise(async () => {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,stat=,args="])
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, state, script] = /^ *(\d+) +(\d+) +(\S)\S* +(.*)/.exec(line) ?? []
    const isOurs = Number(parent) === process.pid && state !== "Z"
    return isOurs && script?.includes("LlamaWorker.ts") === true ? [Number(pid)] : []
  })
})

/** Ends them at once, unless they have ended. */
export const kill = Effect.flatMap(running, (pids) =>
  Effect.forEach(pids, (pid) => Effect.ignore(Effect.try(() => process.kill(pid, "SIGKILL"))), {
    discard: true
  })
)

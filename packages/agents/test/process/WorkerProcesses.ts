import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Effect } from "effect"

/** The processes of a script that this process has started. */
export const running = (script: string) =>
  Effect.promise(async () => {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,stat=,args="])
    return stdout.split("\n").flatMap((line) => {
      const [, pid, parent, state, args] = /^ *(\d+) +(\d+) +(\S)\S* +(.*)/.exec(line) ?? []
      const isOurs = Number(parent) === process.pid && state !== "Z"
      return isOurs && args?.includes(script) === true ? [Number(pid)] : []
    })
  })

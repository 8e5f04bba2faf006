import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import type { Databases } from "./Databases.ts"
import { Answer, type Command, type Outcome, ready, Request, Setting } from "./Protocol.ts"

export const names = ["ours", "DBOS", "Restate"] as const
export type Name = (typeof names)[number]

/** A runtime in a process of its own, which ends, with all that it started, when it is disposed of. */
export interface Contender extends AsyncDisposable {
  readonly name: Name
  readonly database: string
  /** Throws when it fails, ends, or takes longer than `seconds`; it is of no use then. */
  readonly tell: (command: Command, seconds?: number) => Promise<Outcome>
}

/** What a run of the benchmark has in common. */
export interface Stage {
  /** Ends contenders before the databases, at the latest with the run. */
  readonly all: AsyncDisposableStack
  readonly databases: Databases
}

/** Starts it on a database and a folder of its own, or on those of another process of it. */
export const start = async (
  { all, databases }: Stage,
  name: Name,
  purpose: string,
  beside?: Contender
): Promise<Contender> => {
  const label = `${name.toLowerCase()}_${purpose}`
  const database = beside?.database ?? (await databases.fresh(label))
  const folder = join(databases.folder, label)
  await mkdir(folder, { recursive: true })
  const child = fork(programs[name], [encodeSetting({ database, folder, node: purpose })], {
    // A group of its own, so that what it started can be ended with it.
    detached: true,
    execArgv: ["--expose-gc", "--no-deprecation"],
    // What they write is about themselves: the table alone goes to standard output.
    stdio: ["ignore", 2, 2, "ipc"]
  })
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
    } catch {
      // It has ended already.
    }
  }
  process.once("exit", end)
  // Who is told something when it has gone is known to have gone by its exit.
  child.on("error", () => undefined)
  const exit = once(child, "exit")
  const gone = exit.then(([code, signal]) => {
    throw new Error(`${name} has ended (${code ?? signal})`)
  })
  gone.catch(() => undefined)

  const waiting = new Map<number, PromiseWithResolvers<Outcome>>()
  child.on("message", (message) => {
    const answer = decode(message)
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ("outcome" in answer) asked?.resolve(answer.outcome)
    else asked?.reject(new Error(`${name}: ${answer.failure}`))
  })
  const answered = async (id: number, seconds: number): Promise<Outcome> => {
    const answer = Promise.withResolvers<Outcome>()
    waiting.set(id, answer)
    const tooLate = setTimeout(() => {
      answer.reject(new Error(`${name} did not answer within ${seconds} s`))
    }, seconds * 1000)
    try {
      return await Promise.race([answer.promise, gone])
    } finally {
      clearTimeout(tooLate)
    }
  }
  let isEnding = false
  const dispose = async () => {
    if (isEnding) return void (await exit)
    isEnding = true
    if (child.connected) child.disconnect()
    const late = setTimeout(end, 5000)
    await exit
    clearTimeout(late)
    end()
    process.removeListener("exit", end)
  }

  all.defer(dispose)
  let commands = ready
  try {
    await answered(ready, 90)
  } catch (error) {
    end()
    await dispose()
    throw error
  }
  return {
    name,
    database,
    tell: (command, seconds = 120) => {
      commands += 1
      const answer = answered(commands, seconds)
      child.send(encode({ id: commands, command }))
      return answer
    },
    [Symbol.asyncDispose]: dispose
  }
}

const program = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const programs: Readonly<Record<Name, string>> = {
  ours: program("./Ours.ts"),
  DBOS: program("./Dbos.ts"),
  Restate: program("./Restate.ts")
}

const encode = Schema.encodeSync(Request)
const encodeSetting = Schema.encodeSync(Setting)
const decode = Schema.decodeUnknownSync(Answer)

import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import type { Databases } from "./Databases.ts"
import { Answer, type Command, type Outcome, ready, Request, Setting } from "./Protocol.ts"

/** What is measured: a runtime, or one way to run it. */
export interface Spec {
  /** Its column in the tables. */
  readonly name: string
  /** Path of its program, which calls `serve`. */
  readonly program: string
  /** Whether it keeps all its state in Postgres, so that two processes of it can share that. */
  readonly isOnPostgres: boolean
  readonly storage?: NonNullable<Setting["storage"]>
}

const program = (file: string) => fileURLToPath(new URL(file, import.meta.url))

export const ours: Spec = { name: "ours", program: program("./Ours.ts"), isOnPostgres: true }
export const dbos: Spec = { name: "DBOS", program: program("./Dbos.ts"), isOnPostgres: true }
export const restate: Spec = {
  name: "Restate",
  program: program("./Restate.ts"),
  isOnPostgres: false
}
/** This runtime with every task stored before it is executed. */
export const storedFirst: Spec = {
  ...ours,
  name: "without optimistic writes",
  storage: "stored first"
}
/** This runtime on the SQL storage that the engine brings. */
export const onEngineStorage: Spec = { ...ours, name: "engine's storage", storage: "engine" }

/** A contender's process, which ends, with all that it started, when it is disposed of. */
export interface Contender extends AsyncDisposable {
  readonly spec: Spec
  readonly database: string
  /** Rejects when it fails, ends, or takes longer than `seconds`; it cannot be used after that. */
  readonly tell: (command: Command, seconds?: number) => Promise<Outcome>
}

/** What all contenders of a run share. */
export interface Stage {
  /** Ends contenders before the databases, at the latest with the run. */
  readonly all: AsyncDisposableStack
  readonly databases: Databases
}

/** Starts a process on a new database and folder; a second node uses those of the first. */
export const start = async (
  { all, databases }: Stage,
  spec: Spec,
  purpose: string,
  first?: Contender
): Promise<Contender> => {
  const label = `${spec.name.toLowerCase().replaceAll(/\W+/g, "_")}_${purpose}`
  const database = first?.database ?? (await databases.fresh(label))
  const folder = join(databases.folder, label)
  await mkdir(folder, { recursive: true })
  const { name, storage } = spec
  const setting = { database, folder, node: purpose, ...(storage === undefined ? {} : { storage }) }
  const child = fork(spec.program, [encodeSetting(setting)], {
    // A process group, so that what it starts can be ended with it.
    detached: true,
    execArgv: ["--expose-gc", "--no-deprecation"],
    // Only the tables go to standard output.
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
  // Sending to a process that has just ended is no error here: `gone` reports it.
  child.on("error", () => undefined)
  const exit = once(child, "exit")
  const gone = exit.then(([code, signal]) => {
    throw new Error(`${name} has ended (${code ?? signal})`)
  })
  gone.catch(() => undefined)

  const waiting = new Map<number, PromiseWithResolvers<Outcome>>()
  child.on("message", (message) => {
    const answer = decode(message)
    const waiter = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ("outcome" in answer) waiter?.resolve(answer.outcome)
    else waiter?.reject(new Error(`${name}: ${answer.failure}`))
  })
  const answered = async (id: number, seconds: number): Promise<Outcome> => {
    const answer = Promise.withResolvers<Outcome>()
    waiting.set(id, answer)
    const deadline = setTimeout(() => {
      answer.reject(new Error(`${name} did not answer within ${seconds} s`))
    }, seconds * 1000)
    try {
      return await Promise.race([answer.promise, gone])
    } finally {
      clearTimeout(deadline)
    }
  }
  let isEnding = false
  const dispose = async () => {
    if (isEnding) return void (await exit)
    isEnding = true
    if (child.connected) child.disconnect()
    const deadline = setTimeout(end, 5000)
    await exit
    clearTimeout(deadline)
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
    spec,
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

const encode = Schema.encodeSync(Request)
const encodeSetting = Schema.encodeSync(Setting)
const decode = Schema.decodeUnknownSync(Answer)

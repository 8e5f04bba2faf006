import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Effect } from "effect"
import * as Eventually from "../../../cluster/test/harness/Eventually.ts"

export interface Options {
  readonly data: string
  /** By default any free one. */
  readonly port?: number
  readonly library?: string
  /** A test orders more from one address than a listener does: by default 1000 a minute. */
  readonly quotas?: string
  /** Further arguments. */
  readonly args?: ReadonlyArray<string>
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** The real server in a process of its own. Its disposal ends it, and the Postgres that it may have left. */
export interface Product extends AsyncDisposable {
  /** Address of the page, without a slash at its end. */
  readonly origin: string
  readonly port: number
  readonly pid: number | undefined
  /** From the start of the process until it prints that it is ready. */
  readonly readyMillis: number
  /** What it has written so far. */
  output(): string
  /** The pids of the server, of Postgres, and of all their children. */
  processes(): Promise<ReadonlyArray<number>>
  /** Ctrl-C. Resolves with the exit code once it has ended. */
  interrupt(): Promise<number | null>
  /** Power cut: SIGKILL of the server alone. */
  kill(): Promise<void>
}

/** Starts the server and waits until it is ready. */
export const start = async (options: Options): Promise<Product> => {
  const { args = [], data, env = {}, library, port = 0, quotas = manyOrders } = options
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [
      main,
      `--port=${port}`,
      `--data=${data}`,
      "--no-open",
      "--offline",
      `--quotas=${quotas}`,
      ...args,
      ...(library === undefined ? [] : [`--library=${library}`])
    ],
    { env: { ...environment(), ...env }, stdio: ["ignore", "pipe", "pipe"] }
  )
  const exit = once(child, "exit").then(() => child.exitCode)
  let written = ""
  const origin = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        written = (written + chunk).slice(-200_000)
        const named = /\bready: (http:\/\/[^\s/]+)\/\s/.exec(written)?.[1]
        if (named !== undefined) resolve(named)
      })
    }
  })

  const interrupt = async () => {
    child.kill("SIGINT")
    return bounded(exit, 30_000, () => `The product did not end after SIGINT:\n${written}`)
  }
  const kill = async () => {
    child.kill("SIGKILL")
    await exit
  }
  const own = child.pid === undefined ? [] : [child.pid]
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const dispose = async () => {
    try {
      if (isRunning()) await interrupt()
    } finally {
      if (isRunning()) await kill()
      await endPostgres(data)
    }
  }

  try {
    const found = await bounded(
      Promise.race([origin, exit.then(() => undefined)]),
      90_000,
      () => `The product did not say that it is ready:\n${written}`
    )
    if (found === undefined) throw new Error(`The product ended while it started:\n${written}`)
    return {
      origin: found,
      port: Number(new URL(found).port),
      pid: child.pid,
      readyMillis: performance.now() - began,
      output: () => written,
      processes: async () => withDescendants([...(await postmaster(data)), ...own]),
      interrupt,
      kill,
      [Symbol.asyncDispose]: dispose
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

export const manyOrders = ["address", "session", "tenant", "node"]
  .map((name) => `${name}=1000/1m`)
  .join(",")

/** A temporary folder, removed by its disposal. */
export const temporaryFolder = async (): Promise<AsyncDisposable & { readonly path: string }> => {
  const path = await mkdtemp(join(tmpdir(), "aethercast-"))
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The value once it passes the test. After `millis` it rejects with `what` and the last value. */
export const eventually = <A>(
  what: string,
  look: () => A | Promise<A>,
  passes: (value: A) => boolean,
  millis = 20_000
): Promise<A> =>
  Effect.promise(async () => look()).pipe(
    Effect.filterOrElse(passes, (last) =>
      Effect.die(new Error(`Not within ${millis} ms: ${what}. Last seen: ${JSON.stringify(last)}`))
    ),
    (check) => Eventually.eventually(check, millis),
    Effect.runPromise
  )

/** Those of the processes that still run; zombies do not. */
export const running = async (pids: ReadonlyArray<number>): Promise<ReadonlyArray<number>> => {
  const alive = new Set((await listed()).flatMap(({ pid, state }) => (state === "Z" ? [] : [pid])))
  return pids.filter((pid) => alive.has(pid))
}

const main = fileURLToPath(new URL("../../src/Main.ts", import.meta.url))

/** The environment without the settings of the developer's own server, whose Ollama is not used. */
export const environment = () => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(PORT|DATABASE_URL|(RESERVE_)?OPENAI_.*|SPEECH_.*|AETHERCAST_.*|VITEST.*|NODE_ENV|NODE_OPTIONS)$/.test(
          name
        )
    )
  ),
  AETHERCAST_OLLAMA: "off"
})

/** The value of a promise; after `millis` an error with `problem`. */
export const bounded = <A>(
  promise: Promise<A>,
  millis: number,
  problem: () => string
): Promise<A> =>
  Effect.promise(() => promise).pipe(
    Effect.timeoutOrElse({
      duration: millis,
      orElse: () => Effect.die(new Error(problem()))
    }),
    Effect.runPromise
  )

const postmaster = async (data: string): Promise<ReadonlyArray<number>> => {
  const text = await readFile(join(data, "postgres/postmaster.pid"), "utf8").catch(() => "")
  return running([Number(text.split("\n")[0])])
}

/** Ends the Postgres of a data folder. A killed server leaves its Postgres to the next one, but a test leaves none. */
export const endPostgres = async (data: string) => {
  const [pid] = await postmaster(data)
  if (pid === undefined) return
  process.kill(pid, "SIGINT")
  await eventually(
    `the end of Postgres ${pid}`,
    () => running([pid]),
    (left) => left.length === 0
  )
}

const withDescendants = async (roots: ReadonlyArray<number>): Promise<ReadonlyArray<number>> => {
  const all = await listed()
  const found = new Set(roots)
  for (const root of found) {
    for (const { parent, pid } of all) if (parent === root) found.add(pid)
  }
  return [...found]
}

/** All processes of this machine; `state` is the first letter of their state. */
const listed = async () => {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,stat="])
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, state] = /^ *(\d+) +(\d+) +(\S)/.exec(line) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), state }]
  })
}

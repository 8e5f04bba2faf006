import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { bounded, endPostgres, environment, eventually, manyOrders } from "./Product.ts"

/** Several servers of one cluster, each in a process of its own, which is started again when it ends. */
export interface LocalCluster extends AsyncDisposable {
  /** Address of the page of each server, without a slash at its end. */
  readonly origins: ReadonlyArray<string>
  output(): string
  /** The process that a server runs in now. */
  pid(index: number): number
  /** SIGKILL of one server. */
  kill(index: number): Promise<void>
  /** SIGSTOP of one server: it keeps its connections and does nothing. */
  freeze(index: number): void
  thaw(index: number): void
  /** Waits until a server that was killed is ready again. */
  restarted(index: number): Promise<void>
}

/** Starts servers at ports from `port` on, and waits until all are ready. */
export const start = async (options: {
  readonly data: string
  readonly servers: number
  readonly port: number
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>
}): Promise<LocalCluster> => {
  const { data, env = {}, port, servers } = options
  const child = spawn(
    process.execPath,
    [
      main,
      String(servers),
      `--port=${port}`,
      `--data=${data}`,
      "--",
      "--offline",
      `--quotas=${manyOrders}`
    ],
    { env: { ...environment(), ...env }, stdio: ["ignore", "pipe", "pipe"] }
  )
  const exit = once(child, "exit")
  let written = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      written += chunk
    })
  }
  const numbers = Array.from({ length: servers }, (_, index) => index + 1)
  const count = (pattern: string) => written.match(new RegExp(pattern, "g"))?.length ?? 0
  const ready = (number: number) => count(`server ${number}  Aethercast is ready`)
  const pid = (index: number) =>
    Number(
      [...written.matchAll(new RegExp(`server ${index + 1}  started as process (\\d+)`, "g"))].at(
        -1
      )?.[1]
    )
  const until = async (what: string, holds: () => boolean) => {
    await eventually(what, holds, (held) => held, 60_000).catch((error: unknown) => {
      throw new Error(written.slice(-5000), { cause: error })
    })
  }
  const dispose = async () => {
    child.kill("SIGINT")
    await bounded(exit, 40_000, () => `The cluster did not end:\n${written.slice(-5000)}`)
    await endPostgres(data)
  }
  try {
    await until("all servers are ready", () => numbers.every((number) => ready(number) > 0))
  } catch (error) {
    await dispose()
    throw error
  }
  return {
    origins: numbers.map((number) => `http://127.0.0.1:${port + number - 1}`),
    output: () => written,
    pid,
    kill: async (index) => {
      const ended = count(`server ${index + 1}  ended`)
      process.kill(pid(index), "SIGKILL")
      await until("the server has ended", () => count(`server ${index + 1}  ended`) > ended)
    },
    freeze: (index) => void process.kill(pid(index), "SIGSTOP"),
    thaw: (index) => void process.kill(pid(index), "SIGCONT"),
    restarted: (index) =>
      until(
        `server ${index + 1} is ready again`,
        () => ready(index + 1) > count(`server ${index + 1}  ended`)
      ),
    [Symbol.asyncDispose]: dispose
  }
}

const main = fileURLToPath(new URL("../../src/LocalCluster.ts", import.meta.url))

import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { environment } from "../product/Product.ts"

export interface Options {
  /** The folder of the secret that the servers share. */
  readonly data: string
  readonly database: string
  readonly port: number
  readonly noticeSeconds?: number
}

/** A server of a cluster, in a process of its own. */
export interface Server {
  readonly port: number
  readonly output: () => string
  /** Sends SIGTERM. Resolves with the exit code. */
  readonly terminate: () => Promise<number | null>
  readonly kill: () => Promise<void>
}

export const start = ({ data, database, noticeSeconds = 3, port }: Options): Server => {
  const child = spawn(
    process.execPath,
    [
      main,
      `--port=${port}`,
      `--data=${data}`,
      "--no-open",
      "--offline",
      `--notice=${noticeSeconds}`,
      "--quotas=address=1000/1m,tenant=1000/1m,node=1000/1m"
    ],
    { env: { ...environment(), DATABASE_URL: database }, stdio: ["ignore", "pipe", "pipe"] }
  )
  const ended = once(child, "exit").then(() => child.exitCode)
  let written = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      written = (written + chunk).slice(-50_000)
    })
  }
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return {
    port,
    output: () => written,
    terminate: () => end("SIGTERM"),
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) await end("SIGKILL")
    }
  }
}

const main = fileURLToPath(new URL("../../src/Main.ts", import.meta.url))

import { once } from "node:events"
import { Agent, createServer, get, request } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"

/** Forwards each request to the next server that is ready, over kept connections, without retries. */
export interface Balancer extends AsyncDisposable {
  readonly port: number
  /** The last health check of each server. */
  readonly checks: () => ReadonlyArray<Check>
}

export interface Check {
  readonly port: number
  readonly isReady: boolean
  readonly body: string
}

export const start = async (ports: ReadonlyArray<number>): Promise<Balancer> => {
  const agent = new Agent({ keepAlive: true })
  const stop = new AbortController()
  const checks = new Map<number, Check>()
  let turn = 0

  const watch = async (port: number): Promise<void> => {
    checks.set(port, await checkOf(port))
    await sleep(200)
    return stop.signal.aborted ? undefined : watch(port)
  }
  const watching = ports.map(watch)

  const server = createServer((incoming, outgoing) => {
    const ready = ports.filter((port) => checks.get(port)?.isReady)
    const port = ready[turn++ % ready.length]
    if (port === undefined) {
      return outgoing.writeHead(503).end(JSON.stringify([...checks.values()]))
    }
    const { headers, method, url } = incoming
    const { host: _, connection: __, ...kept } = headers
    const forwarded = request(
      { host: "127.0.0.1", port, path: url, method, headers: kept, agent },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      }
    )
    forwarded.on("error", (error) => outgoing.writeHead(502).end(`${port}: ${String(error)}`))
    incoming.pipe(forwarded)
    return outgoing
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()

  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    checks: () => [...checks.values()],
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await Promise.all(watching)
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}

/** A server that does not respond within 3 s is not ready. */
const checkOf = (port: number) =>
  new Promise<Check>((resolve) => {
    const say = (isReady: boolean, body: string) => resolve({ port, isReady, body })
    const asked = get({ host: "127.0.0.1", port, path: "/readyz", timeout: 3000 }, (answer) => {
      let text = ""
      answer.setEncoding("utf8").on("data", (piece: string) => (text += piece))
      answer.on("end", () => say(answer.statusCode === 200, text))
    })
    asked.on("timeout", () => asked.destroy(new Error("no answer within 3 s")))
    asked.on("error", (error) => say(false, String(error)))
  })

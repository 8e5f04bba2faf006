import { once } from "node:events"
import { Agent, createServer, get, request } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"

/**
 * What stands in front of several servers: sends each request to the next one of those that said that
 * they are ready, over connections that it keeps, and tries nothing twice.
 */
export interface Balancer extends AsyncDisposable {
  readonly port: number
  /** What each of them said last when it was asked whether it is ready. */
  readonly standing: () => ReadonlyArray<Standing>
}

export interface Standing {
  readonly port: number
  readonly isReady: boolean
  readonly said: string
}

export const start = async (ports: ReadonlyArray<number>): Promise<Balancer> => {
  const agent = new Agent({ keepAlive: true })
  const stop = new AbortController()
  const standing = new Map<number, Standing>()
  let turn = 0

  const watch = async (port: number): Promise<void> => {
    standing.set(port, await standingOf(port))
    await sleep(200)
    return stop.signal.aborted ? undefined : watch(port)
  }
  const watching = ports.map(watch)

  const server = createServer((incoming, outgoing) => {
    const able = ports.filter((port) => standing.get(port)?.isReady)
    const port = able[turn++ % able.length]
    if (port === undefined) {
      return outgoing.writeHead(503).end(JSON.stringify([...standing.values()]))
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
    standing: () => [...standing.values()],
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await Promise.all(watching)
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}

/** No answer within 3 s is a no. */
const standingOf = (port: number) =>
  new Promise<Standing>((resolve) => {
    const say = (isReady: boolean, said: string) => resolve({ port, isReady, said })
    const asked = get({ host: "127.0.0.1", port, path: "/readyz", timeout: 3000 }, (answer) => {
      let text = ""
      answer.setEncoding("utf8").on("data", (piece: string) => (text += piece))
      answer.on("end", () => say(answer.statusCode === 200, text))
    })
    asked.on("timeout", () => asked.destroy(new Error("no answer within 3 s")))
    asked.on("error", (error) => say(false, String(error)))
  })

import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"

/** A network between the browser and the server, which can break. */
export interface Proxy extends AsyncDisposable {
  readonly origin: string
  /** Breaks after further `bytes` bytes from the server. */
  cutAfter(bytes: number): Promise<void>
  /** Lets connections through again. */
  heal(): void
}

export const start = async (productPort: number): Promise<Proxy> => {
  const sockets = new Set<Socket>()
  let broken = false
  let count: (bytes: number) => void = () => undefined

  const cut = () => {
    broken = true
    for (const socket of sockets) socket.destroy()
  }
  const kept = (socket: Socket) => {
    sockets.add(socket)
    return socket.on("close", () => sockets.delete(socket)).on("error", () => undefined)
  }
  const server = createServer((incoming) => {
    if (broken) return incoming.destroy()
    const outgoing = connect(productPort, "127.0.0.1")
    kept(incoming).pipe(kept(outgoing))
    outgoing.pipe(incoming)
    outgoing.on("data", (chunk) => count(chunk.length))
    incoming.on("close", () => outgoing.destroy())
    outgoing.on("close", () => incoming.destroy())
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0

  return {
    origin: `http://127.0.0.1:${port}`,
    cutAfter: (bytes) =>
      new Promise((resolve) => {
        let left = bytes
        count = (more) => {
          left -= more
          if (left > 0 || broken) return
          cut()
          resolve()
        }
      }),
    heal: () => {
      count = () => undefined
      broken = false
    },
    [Symbol.asyncDispose]: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}

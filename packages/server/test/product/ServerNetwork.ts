import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import { CuttableLinks } from "../../../cluster/test/harness/CuttableLinks.ts"
import * as Route from "./Route.ts"

/** The network between the servers of a cluster; Postgres and browsers are reached without it. */
export interface ServerNetwork extends AsyncDisposable {
  /** Variables for the processes of the cluster, whose connections then lead through this network. */
  readonly env: Readonly<Record<string, string>>
  /** Cuts two processes off from each other, until the network is restored. */
  cut(one: number, other: number): void
  /** Returns how much it has held back. */
  restore(): number
}

export const start = async (): Promise<ServerNetwork> => {
  /** The process that listens at a port. */
  const listeners = new Map<number, number>()
  let apart: ReadonlyArray<number> = []
  const links = new CuttableLinks<Route.Route>(({ pid, port }) => {
    const listener = listeners.get(port)
    return (
      listener !== undefined && listener !== pid && apart.includes(pid) && apart.includes(listener)
    )
  })

  const accept = (near: Socket) => {
    const head: Buffer | null = near.read(Route.size)
    if (head === null) return near.once("readable", () => accept(near))
    const route = Route.decode(head)
    if (route.kind === "listens") listeners.set(route.port, route.pid)
    else links.open(route, near, { host, port: route.port })
  }
  const server = createServer({ noDelay: true }, (near) => {
    near.on("error", () => {})
    accept(near)
  })
  await once(server.listen(0, host), "listening")
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    env: { NODE_OPTIONS: `--import=${routed.href}?${port}` },
    cut: (one, other) => {
      apart = [one, other]
    },
    restore: () => {
      apart = []
      return links.restored()
    },
    [Symbol.asyncDispose]: async () => {
      links.destroy()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}

const host = "127.0.0.1"
const routed = new URL("./RoutedConnections.ts", import.meta.url)

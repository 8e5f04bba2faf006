import { createServer, type Server, type Socket, connect } from "node:net"
import { Effect } from "effect"

/** A way from one party of the test to another, which the test can cut. */
interface Link {
  readonly source: string
  readonly target: string
  readonly near: Socket
  readonly far: Socket
}

/**
 * The network between the nodes and to their database, as proxies in this process. Who is cut off
 * hears nothing and is not heard; its connections stay open and silent, as when a cable is pulled,
 * and what was sent meanwhile arrives when it is restored.
 */
export interface Network {
  /** A port that leads to `target`, for `source` alone or for whoever calls. */
  readonly open: (options: {
    readonly source?: string
    readonly target: string
    readonly port: number
  }) => Effect.Effect<{ readonly port: number }>
  /** Says who makes the connection that comes from a port. */
  readonly introduce: (source: string, port: number) => void
  readonly cut: (name: string) => Effect.Effect<void>
  readonly restore: (name: string) => Effect.Effect<void>
}

/** A network that ends with the scope. */
export const make = Effect.gen(function* () {
  const servers = new Set<Server>()
  const links = new Set<Link>()
  const away = new Set<string>()
  /** Those who call, by their port; and those who wait to be known. */
  const known = new Map<number, string>()
  const unknown = new Map<number, (source: string) => void>()
  /** What happens when a way is open again. */
  const held: Array<{ readonly link: Link; readonly act: () => void }> = []

  const isCut = ({ source, target }: Link) => away.has(source) || away.has(target)
  const whenOpen = (link: Link, act: () => void) => {
    if (isCut(link)) held.push({ link, act })
    else act()
  }

  const pass = (link: Link, from: Socket, to: Socket) => {
    from.on("data", (chunk) => whenOpen(link, () => to.writable && to.write(chunk)))
    // What breaks also closes.
    from.on("error", () => {})
    from.on("close", () => {
      whenOpen(link, () => to.end())
      links.delete(link)
    })
  }

  const lead = (source: string, target: string, near: Socket, port: number) => {
    const far = connect({ host: "127.0.0.1", port, noDelay: true })
    const link: Link = { source, target, near, far }
    links.add(link)
    pass(link, near, far)
    pass(link, far, near)
    near.resume()
  }

  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      for (const server of servers) server.close()
      for (const { far, near } of links) {
        near.destroy()
        far.destroy()
      }
    })
  )

  const network: Network = {
    open: ({ port, source, target }) =>
      Effect.callback((resume) => {
        const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
          const from = near.remotePort ?? 0
          const begin = (name: string) => lead(name, target, near, port)
          near.on("error", () => {})
          near.once("close", () => {
            known.delete(from)
            unknown.delete(from)
          })
          const name = source ?? known.get(from)
          if (name === undefined) unknown.set(from, begin)
          else begin(name)
        })
        servers.add(server)
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          resume(
            typeof address === "object" && address !== null
              ? Effect.succeed({ port: address.port })
              : Effect.die("A proxy listens nowhere")
          )
        })
      }),
    introduce: (source, port) => {
      const begin = unknown.get(port)
      if (begin === undefined) known.set(port, source)
      else begin(source)
    },
    cut: (name) => Effect.sync(() => void away.add(name)),
    restore: (name) =>
      Effect.sync(() => {
        away.delete(name)
        const waiting = held.splice(0)
        for (const { act, link } of waiting) whenOpen(link, act)
      })
  }
  return network
})

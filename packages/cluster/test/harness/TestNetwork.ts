import { createServer, type Server, type Socket, connect } from "node:net"
import { Context, Effect, Layer } from "effect"
import type { DatabaseTarget } from "../../src/postgres/internal/DatabaseTarget.ts"

/**
 * The network between the nodes and to their database: proxies in the test's process, which can cut a
 * node off. Its connections then stay open and silent, as if a cable were pulled, and what was sent
 * meanwhile arrives when it is restored.
 */
export class TestNetwork extends Context.Service<
  TestNetwork,
  {
    /** Opens a port that leads to an address of `target`, for `source` alone or for any node that connects. */
    readonly open: (options: {
      readonly source?: string
      readonly target: string
      readonly to: DatabaseTarget
    }) => Effect.Effect<number>
    /** Says which node makes the connection that comes from `port`. */
    readonly identify: (source: string, port: number) => void
    readonly cut: (name: string) => Effect.Effect<void>
    readonly restore: (name: string) => Effect.Effect<void>
  }
>()("@aethercast/cluster/test/TestNetwork") {
  static readonly layer = Layer.effect(
    TestNetwork,
    Effect.gen(function* () {
      const servers = new Set<Server>()
      const links = new Set<Link>()
      const cutOff = new Set<string>()
      /** By the port that a connection comes from: its node, or the callback that waits for it. */
      const sources = new Map<number, string>()
      const unidentified = new Map<number, (source: string) => void>()
      const delayed: Array<{ readonly link: Link; readonly act: () => void }> = []

      const isCut = ({ source, target }: Link) => cutOff.has(source) || cutOff.has(target)
      const whenConnected = (link: Link, act: () => void) => {
        if (isCut(link)) delayed.push({ link, act })
        else act()
      }

      const forward = (link: Link, from: Socket, to: Socket) => {
        from.on("data", (chunk) => whenConnected(link, () => to.writable && to.write(chunk)))
        // An error is followed by `close`.
        from.on("error", () => {})
        from.on("close", () => {
          whenConnected(link, () => to.end())
          links.delete(link)
        })
      }

      const connectTo = (to: DatabaseTarget, source: string, target: string, near: Socket) => {
        const far = connect({ ...to, noDelay: true })
        const link: Link = { source, target, near, far }
        links.add(link)
        forward(link, near, far)
        forward(link, far, near)
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

      return TestNetwork.of({
        open: ({ source, target, to }) =>
          Effect.callback((resume) => {
            const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
              const from = near.remotePort ?? 0
              const proceed = (source: string) => connectTo(to, source, target, near)
              near.on("error", () => {})
              near.once("close", () => {
                sources.delete(from)
                unidentified.delete(from)
              })
              const known = source ?? sources.get(from)
              if (known === undefined) unidentified.set(from, proceed)
              else proceed(known)
            })
            servers.add(server)
            server.listen(0, "127.0.0.1", () => {
              const address = server.address()
              resume(
                typeof address === "object" && address !== null
                  ? Effect.succeed(address.port)
                  : Effect.die("A proxy has no port")
              )
            })
          }),
        identify: (source, port) => {
          const proceed = unidentified.get(port)
          if (proceed === undefined) sources.set(port, source)
          else proceed(source)
        },
        cut: (name) => Effect.sync(() => void cutOff.add(name)),
        restore: (name) =>
          Effect.sync(() => {
            cutOff.delete(name)
            for (const { act, link } of delayed.splice(0)) whenConnected(link, act)
          })
      })
    })
  )
}

/** A connection through the network. */
interface Link {
  readonly source: string
  readonly target: string
  readonly near: Socket
  readonly far: Socket
}

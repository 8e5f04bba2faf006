import { createServer, type Server } from "node:net"
import { Context, Effect, Layer } from "effect"
import type { DatabaseTarget } from "../../src/postgres/internal/DatabaseTarget.ts"
import { CuttableLinks } from "./CuttableLinks.ts"

/**
 * The network between the nodes and to their database: proxies in the test's process, which can cut a
 * node off.
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
      const cutOff = new Set<string>()
      /** By the port that a connection comes from: its node, or the callback that waits for it. */
      const sources = new Map<number, string>()
      const unidentified = new Map<number, (source: string) => void>()
      const links = new CuttableLinks<Ends>(
        ({ source, target }) => cutOff.has(source) || cutOff.has(target)
      )

      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          for (const server of servers) server.close()
          links.destroy()
        })
      )

      return TestNetwork.of({
        open: ({ source, target, to }) =>
          Effect.callback((resume) => {
            const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
              const from = near.remotePort ?? 0
              const proceed = (source: string) => links.open({ source, target }, near, to)
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
            links.restored()
          })
      })
    })
  )
}

/** The nodes that a connection connects; `target` may be the database. */
interface Ends {
  readonly source: string
  readonly target: string
}

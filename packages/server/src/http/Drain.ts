import type { Server } from "node:http"
import type { Socket } from "node:net"
import { Context, Effect, Latch, Layer, Schedule } from "effect"
import type { Settings } from "../Settings.ts"
import * as HttpLimits from "./HttpLimits.ts"

/**
 * Shuts the HTTP server down without losing a response. First it reports that it is not ready and
 * serves as before, until a balancer has noticed. Then it closes WebSockets (close code 1012, so that
 * pages reconnect elsewhere), accepts no connections, and gives running requests 10 s to end.
 */
export class Drain extends Context.Service<
  Drain,
  {
    readonly server: Server
    /** Whether the shutdown has begun. */
    readonly begun: Effect.Effect<boolean>
    /** Waits until WebSockets have to be closed. */
    readonly awaitClosing: Effect.Effect<void>
    /** Shuts the server down; ends when its last connection is closed. */
    readonly run: Effect.Effect<void>
  }
>()("@aethercast/server/http/Drain") {
  static readonly layer = ({ noticeSeconds }: Pick<Settings, "noticeSeconds">) =>
    Layer.effect(
      Drain,
      Effect.gen(function* () {
        const begun = yield* Latch.make()
        const closing = yield* Latch.make()
        const server = HttpLimits.make()
        const connections = new Map<Socket, "unused" | "used">()
        server.on("connection", (connection) => {
          connections.set(connection, "unused")
          connection.on("close", () => connections.delete(connection))
        })
        server.on("request", ({ socket }) => connections.set(socket, "used"))
        server.on("upgrade", ({ socket }) => connections.set(socket, "used"))

        const destroy = (...uses: ReadonlyArray<"unused" | "used">) =>
          Effect.sync(() => {
            for (const [connection, use] of connections) {
              if (uses.includes(use)) connection.destroy()
            }
          })

        return Drain.of({
          server,
          begun: Effect.sync(() => Latch.isOpen(begun)),
          awaitClosing: Latch.await(closing),
          run: Effect.gen(function* () {
            // The start failed before the server listened.
            if (!server.listening) return
            yield* Latch.open(begun)
            yield* Effect.sleep(`${noticeSeconds} seconds`)
            yield* Latch.open(closing)
            yield* Effect.raceAllFirst([
              closed(server),
              // A response that began before the shutdown did not announce that its connection closes.
              Effect.repeat(
                Effect.sync(() => server.closeIdleConnections()),
                Schedule.forever.pipe(Schedule.addDelay(() => Effect.succeed("100 millis")))
              ),
              // Browsers open connections in advance, and Node waits for them as if they were in use.
              destroy("unused").pipe(Effect.delay("1 second"), Effect.andThen(Effect.never)),
              destroy("unused", "used").pipe(Effect.delay("10 seconds"))
            ])
          })
        })
      })
    )
}

const closed = (server: Server) =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
  })

import { createServer, type Server } from "node:http"
import type { Socket as Connection } from "node:net"
import { Context, Effect, Latch, Layer, Schedule } from "effect"
import { HttpEffect, HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { Socket } from "effect/socket"
import type { Settings } from "../Settings.ts"

/**
 * How the server goes without anybody losing an answer: it says that it is not ready, and goes on as
 * before until a balancer has noticed; then WebSockets are told to connect again (close code 1012), no
 * connection is accepted, and what runs has 10 s to end. After that the rest of the process ends.
 */
export class Drain extends Context.Service<
  Drain,
  {
    readonly server: Server
    /** Whether the server is about to go. */
    readonly begun: Effect.Effect<boolean>
    /** Waits until WebSockets are to be closed. */
    readonly awaitClosing: Effect.Effect<void>
    /** Goes, and comes back when the last connection is gone. */
    readonly run: Effect.Effect<void>
  }
>()("@aethercast/server/http/Drain") {
  static readonly layer = ({ noticeSeconds }: Pick<Settings, "noticeSeconds">) =>
    Layer.effect(
      Drain,
      Effect.gen(function* () {
        const begun = yield* Latch.make()
        const closing = yield* Latch.make()
        const server = createServer()
        const connections = new Map<Connection, "unused" | "used">()
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
            // It never began.
            if (!server.listening) return
            yield* Latch.open(begun)
            yield* Effect.sleep(`${noticeSeconds} seconds`)
            yield* Latch.open(closing)
            yield* Effect.raceAllFirst([
              closed(server),
              // An answer that began before has told nobody that its connection ends with it.
              Effect.repeat(
                Effect.sync(() => server.closeIdleConnections()),
                Schedule.forever.pipe(Schedule.addDelay(() => Effect.succeed("100 millis")))
              ),
              // A browser opens connections in advance, and Node waits for them as if they were used.
              destroy("unused").pipe(Effect.delay("1 second"), Effect.andThen(Effect.never)),
              destroy("unused", "used").pipe(Effect.delay("10 seconds"))
            ])
          })
        })
      })
    )
}

/** Ends every answer's connection, and every WebSocket, once the server is about to go. */
export const middleware = HttpRouter.middleware(
  Effect.gen(function* () {
    const drain = yield* Drain
    return (handled) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        yield* HttpEffect.appendPreResponseHandler((_, response) =>
          Effect.map(drain.begun, (begun) =>
            begun ? HttpServerResponse.setHeader(response, "connection", "close") : response
          )
        )
        return yield* Effect.provideService(
          handled,
          HttpServerRequest.HttpServerRequest,
          request.headers["upgrade"] === undefined ? request : leaving(request, drain)
        )
      })
  }),
  { global: true }
)

const closed = (server: Server) =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
  })

/** The request, whose WebSocket is closed with the others once it is one. */
const leaving = (
  request: HttpServerRequest.HttpServerRequest,
  drain: Drain["Service"]
): HttpServerRequest.HttpServerRequest =>
  Object.create(request, {
    upgrade: {
      value: Effect.map(request.upgrade, (socket) =>
        Socket.make({
          reader: socket.reader,
          writer: Effect.tap(socket.writer, ({ write }) =>
            drain.awaitClosing.pipe(
              Effect.andThen(write(serviceRestart)),
              Effect.ignore,
              Effect.forkScoped
            )
          )
        })
      )
    }
  })

/** https://www.iana.org/assignments/websocket/websocket.xml#close-code-number */
const serviceRestart = new Socket.CloseEvent(1012, "This server goes; connect again.")

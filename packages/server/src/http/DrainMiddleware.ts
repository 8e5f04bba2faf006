import { Effect } from "effect"
import { HttpEffect, HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { Socket } from "effect/socket"
import { Drain } from "./Drain.ts"

/** Closes each connection after its response once the shutdown has begun, and each WebSocket. */
export const layer = HttpRouter.middleware(
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
          request.headers["upgrade"] === undefined ? request : withClosing(request, drain)
        )
      })
  }),
  { global: true }
)

/** The request with a WebSocket that is closed by the shutdown. */
const withClosing = (
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
const serviceRestart = new Socket.CloseEvent(1012, "This server shuts down; connect again.")

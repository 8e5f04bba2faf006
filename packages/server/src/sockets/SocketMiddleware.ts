import { NodeHttpServerRequest } from "@effect/platform-node"
import { Effect, Option, Predicate } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { Socket } from "effect/socket"
import { networkOf } from "../http/ClientAddress.ts"
import * as GuardedSocket from "./GuardedSocket.ts"
import { SocketLimits } from "./SocketLimits.ts"
import { SocketSlots } from "./SocketSlots.ts"

/** Keeps every WebSocket within the limits, and the number of those that an address has. */
export const layer = HttpRouter.middleware(
  Effect.gen(function* () {
    const limits = yield* SocketLimits
    const slots = yield* SocketSlots
    return (handled) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const protocol = request.headers["upgrade"]
        if (protocol === undefined) return yield* handled
        if (protocol.toLowerCase() !== "websocket") return notWebSocket
        const { socket: connection } = NodeHttpServerRequest.toIncomingMessage(request)
        const address = networkOf(Option.getOrElse(request.remoteAddress, () => ""))
        if (!(yield* slots.take(address, connection))) return tooMany
        return yield* handled.pipe(
          Effect.provideService(
            HttpServerRequest.HttpServerRequest,
            withGuard(request, connection, limits)
          ),
          Effect.catchDefect(endQuietly)
        )
      })
  }),
  { global: true }
)

const notWebSocket = HttpServerResponse.empty({ status: 426, headers: { upgrade: "websocket" } })
const tooMany = HttpServerResponse.empty({ status: 429, headers: { "retry-after": "10" } })

/** A client that breaks the protocol is no failure of ours: one line says what it did. */
const endQuietly = (defect: unknown) =>
  Socket.isSocketError(defect)
    ? Effect.as(
        Effect.logInfo(`A WebSocket ended: ${problem(defect).slice(0, 120)}`),
        HttpServerResponse.empty()
      )
    : Effect.die(defect)

const problem = ({ message, reason }: Socket.SocketError): string =>
  "cause" in reason && Predicate.hasProperty(reason.cause, "message")
    ? String(reason.cause.message)
    : message

/** The request with a WebSocket that keeps within its limits. */
const withGuard = (
  request: HttpServerRequest.HttpServerRequest,
  connection: GuardedSocket.Connection,
  limits: SocketLimits
): HttpServerRequest.HttpServerRequest =>
  Object.create(request, {
    upgrade: {
      value: Effect.map(request.upgrade, (socket) => GuardedSocket.make(socket, connection, limits))
    }
  })

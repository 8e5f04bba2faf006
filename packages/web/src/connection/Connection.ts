import { Effect, Latch, Schedule } from "effect"
import { Atom } from "effect/reactivity"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"

/** How it stands between this page and the server. */
export type Connection = "connecting" | "open" | "lost"

export const connectionAtom = Atom.make<Connection>("connecting").pipe(Atom.keepAlive)

/** 100 ms at first, then half as long again each time, never more than 2 s; spread, so that not all come at once. */
export const backoff = Schedule.min([
  Schedule.exponential("100 millis", 1.5),
  Schedule.spaced("1600 millis")
]).pipe(Schedule.jittered)

/**
 * Connects to a path of this page's server, again and again. `opened` waits while there is no
 * connection; calls that are under way when it breaks fail with an `RpcClientError`.
 */
export const connect = Effect.fnUntraced(function* (
  path: string,
  report: (connection: Connection) => void
) {
  const latch = yield* Latch.make()
  const hooks = {
    onConnect: Effect.andThen(
      latch.open,
      Effect.sync(() => report("open"))
    ),
    onDisconnect: Effect.andThen(
      latch.close,
      Effect.sync(() => report("lost"))
    )
  }
  const protocol = yield* RpcClient.makeProtocolSocket({
    retryTransientErrors: true,
    retryPolicy: backoff
  }).pipe(
    Effect.provideService(RpcClient.ConnectionHooks, hooks),
    Effect.provideServiceEffect(Socket.Socket, Socket.makeWebSocket(address(path))),
    Effect.provide([Socket.layerWebSocketConstructorGlobal, RpcSerialization.layerSchemaBinary()])
  )
  return { protocol, opened: latch.await }
})

const address = (path: string): string => {
  const url = new URL(path, location.href)
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
  return url.href
}

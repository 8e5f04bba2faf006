import { Effect, Latch } from "effect"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import { backoff } from "./Backoff.ts"
import { serverChoice } from "./ServerChoice.ts"

/**
 * Opens a WebSocket to a path of the page's server, and reconnects whenever it breaks, with the next
 * server if there are several. `connected` waits until the socket is open. Calls in flight when it breaks fail with an `RpcClientError`.
 */
export const connect = Effect.fnUntraced(function* (
  path: string,
  onChange: (state: "open" | "lost") => void
) {
  const latch = yield* Latch.make()
  let last: string | undefined
  const url = Effect.sync(() => {
    if (last !== undefined) serverChoice.leave(last)
    last = serverChoice.current
    return webSocketUrl(last, path)
  })
  const hooks = {
    onConnect: Effect.andThen(
      latch.open,
      Effect.sync(() => onChange("open"))
    ),
    onDisconnect: Effect.andThen(
      latch.close,
      Effect.sync(() => onChange("lost"))
    )
  }
  const protocol = yield* RpcClient.makeProtocolSocket({
    retryTransientErrors: true,
    retryPolicy: backoff
  }).pipe(
    Effect.provideService(RpcClient.ConnectionHooks, hooks),
    Effect.provideServiceEffect(Socket.Socket, Socket.makeWebSocket(url)),
    Effect.provide([Socket.layerWebSocketConstructorGlobal, RpcSerialization.layerSchemaBinary()])
  )
  return { protocol, connected: latch.await }
})

const webSocketUrl = (host: string, path: string): string =>
  `${location.protocol === "https:" ? "wss" : "ws"}://${host}${path}`

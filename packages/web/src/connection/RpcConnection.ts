import { Clock, Effect, Latch, Random, Schedule } from "effect"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import { type Attempt, serverChoice } from "./ServerChoice.ts"

/**
 * Opens a WebSocket to a path of the page's server, and reconnects whenever it breaks, with the next
 * server if there are several. `connected` waits until the socket is open. Calls in flight when it breaks
 * fail with an `RpcClientError`.
 */
export const connect = Effect.fnUntraced(function* (
  path: string,
  onChange: (state: "open" | "lost") => void
) {
  const latch = yield* Latch.make()
  let attempt: Attempt | undefined
  let openedAt: number | undefined
  const url = Effect.gen(function* () {
    if (attempt !== undefined) {
      const now = yield* Clock.currentTimeMillis
      serverChoice.leave(attempt, openedAt !== undefined && now - openedAt > healthyMillis)
    }
    openedAt = undefined
    attempt = serverChoice.current
    const { host, pauseMillis } = attempt
    // Jittered, so that clients spread out.
    if (pauseMillis > 0) yield* Effect.sleep(pauseMillis * (yield* Random.nextBetween(0.8, 1.2)))
    return webSocketUrl(host, path)
  })
  const hooks = {
    onConnect: Effect.gen(function* () {
      openedAt = yield* Clock.currentTimeMillis
      yield* latch.open
      onChange("open")
    }),
    onDisconnect: Effect.andThen(
      latch.close,
      Effect.sync(() => onChange("lost"))
    )
  }
  const protocol = yield* RpcClient.makeProtocolSocket({
    retryTransientErrors: true,
    // How long to wait is known by the choice of servers, which starts over after a healthy connection.
    retryPolicy: Schedule.forever
  }).pipe(
    Effect.provideService(RpcClient.ConnectionHooks, hooks),
    Effect.provideServiceEffect(Socket.Socket, Socket.makeWebSocket(url, { openTimeout })),
    Effect.provide([Socket.layerWebSocketConstructorGlobal, RpcSerialization.layerSchemaBinary()])
  )
  return { protocol, connected: latch.await }
})

/** A server that keeps no connection for this long is no better than one that cannot be reached. */
const healthyMillis = 1000

/** A server that is frozen accepts connections and never answers. */
const openTimeout = "5 seconds"

const webSocketUrl = (host: string, path: string): string =>
  `${location.protocol === "https:" ? "wss" : "ws"}://${host}${path}`

import { Effect, Layer } from "effect"
import { type Rpc, RpcMiddleware } from "effect/rpc"
import { SocketLimits } from "./SocketLimits.ts"

/** Refuses a call when its socket has too many in flight. The others go on. */
export class CallLimit extends RpcMiddleware.Service<CallLimit>()(
  "@aethercast/server/sockets/CallLimit"
) {
  static readonly layer = Layer.effect(
    CallLimit,
    Effect.map(SocketLimits, ({ callsInFlight }) => {
      const inFlight = new WeakMap<Rpc.ServerClient, number>()
      const change = (client: Rpc.ServerClient, by: number) =>
        Effect.sync(() => inFlight.set(client, (inFlight.get(client) ?? 0) + by))
      return CallLimit.of((handled, { client }) =>
        Effect.suspend(() =>
          (inFlight.get(client) ?? 0) >= callsInFlight
            ? Effect.die(`At most ${callsInFlight} calls of a socket may be in flight.`)
            : Effect.acquireUseRelease(
                change(client, 1),
                () => handled,
                () => change(client, -1)
              )
        )
      )
    })
  )
}

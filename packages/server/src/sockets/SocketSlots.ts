import { Context, Effect, Layer } from "effect"
import { SocketLimits } from "./SocketLimits.ts"

/** The open WebSockets of each network address. */
export class SocketSlots extends Context.Service<
  SocketSlots,
  {
    /** Takes a slot until the connection is closed; `false` when its address has none left. */
    take(
      address: string,
      connection: { once(event: "close", listener: () => void): unknown }
    ): Effect.Effect<boolean>
  }
>()("@aethercast/server/sockets/SocketSlots") {
  static readonly layer = Layer.effect(
    SocketSlots,
    Effect.gen(function* () {
      const { perAddress } = yield* SocketLimits
      const taken = new Map<string, number>()
      const change = (address: string, by: number) => {
        const count = (taken.get(address) ?? 0) + by
        if (count > 0) taken.set(address, count)
        else taken.delete(address)
      }
      return SocketSlots.of({
        take: (address, connection) =>
          Effect.sync(() => {
            if ((taken.get(address) ?? 0) >= perAddress) return false
            change(address, 1)
            connection.once("close", () => change(address, -1))
            return true
          })
      })
    })
  )
}

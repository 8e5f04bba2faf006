import { ListenerRpcs } from "@aethercast/domain/ListenerRpcs"
import { Context, Effect, Layer } from "effect"
import { AtomRegistry } from "effect/reactivity"
import { RpcClient, type RpcClientError } from "effect/rpc"
import { connectionStateAtom } from "./ConnectionState.ts"
import { connect } from "./RpcConnection.ts"

/** The client for everything but audio. The page shows the state of its connection. */
export class ListenerClient extends Context.Service<
  ListenerClient,
  {
    readonly rpc: RpcClient.FromGroup<typeof ListenerRpcs, RpcClientError.RpcClientError>
    /** Waits until the socket is open. */
    readonly connected: Effect.Effect<void>
  }
>()("@aethercast/web/connection/ListenerClient") {
  static readonly layer = Layer.effect(
    ListenerClient,
    Effect.gen(function* () {
      const registry = yield* AtomRegistry.AtomRegistry
      const { connected, protocol } = yield* connect("/rpc", (state) =>
        registry.set(connectionStateAtom, state)
      )
      const rpc = yield* RpcClient.make(ListenerRpcs, { disableTracing: true }).pipe(
        Effect.provideService(RpcClient.Protocol, protocol)
      )
      return { rpc, connected }
    })
  )
}

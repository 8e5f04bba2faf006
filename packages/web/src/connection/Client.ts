import { AudioRpcs } from "@aethercast/domain/AudioRpcs"
import { ListenerRpcs } from "@aethercast/domain/ListenerRpcs"
import { Context, Effect, Layer } from "effect"
import { Atom, AtomRegistry } from "effect/reactivity"
import { RpcClient, type RpcClientError } from "effect/rpc"
import { connect, connectionAtom } from "./Connection.ts"

/** Everything that is said to the server but the sound; its connection is the one that the page shows. */
export class Control extends Context.Service<
  Control,
  {
    readonly rpc: RpcClient.FromGroup<typeof ListenerRpcs, RpcClientError.RpcClientError>
    readonly opened: Effect.Effect<void>
  }
>()("@aethercast/web/connection/Control") {
  static readonly layer = Layer.effect(
    Control,
    Effect.gen(function* () {
      const registry = yield* AtomRegistry.AtomRegistry
      const { opened, protocol } = yield* connect("/rpc", (connection) =>
        registry.set(connectionAtom, connection)
      )
      const rpc = yield* RpcClient.make(ListenerRpcs, { disableTracing: true }).pipe(
        Effect.provideService(RpcClient.Protocol, protocol)
      )
      return { rpc, opened }
    })
  )
}

/** The sound, on a socket of its own. */
export class Sound extends Context.Service<
  Sound,
  {
    readonly rpc: RpcClient.FromGroup<typeof AudioRpcs, RpcClientError.RpcClientError>
    readonly opened: Effect.Effect<void>
  }
>()("@aethercast/web/connection/Sound") {
  static readonly layer = Layer.effect(
    Sound,
    Effect.gen(function* () {
      const { opened, protocol } = yield* connect("/audio", () => undefined)
      const rpc = yield* RpcClient.make(AudioRpcs, { disableTracing: true }).pipe(
        Effect.provideService(RpcClient.Protocol, protocol)
      )
      return { rpc, opened }
    })
  )
}

/** Both clients. Mounting it opens the sockets. */
export const client = Atom.runtime(Layer.merge(Control.layer, Sound.layer))

import { AudioRpcs } from "@aethercast/domain/AudioRpcs"
import { Context, Effect, Layer } from "effect"
import { RpcClient, type RpcClientError } from "effect/rpc"
import { connect } from "./RpcConnection.ts"

/** The client for audio, on a socket of its own. */
export class AudioClient extends Context.Service<
  AudioClient,
  {
    readonly rpc: RpcClient.FromGroup<typeof AudioRpcs, RpcClientError.RpcClientError>
    /** Waits until the socket is open. */
    readonly connected: Effect.Effect<void>
  }
>()("@aethercast/web/connection/AudioClient") {
  static readonly layer = Layer.effect(
    AudioClient,
    Effect.gen(function* () {
      const { connected, protocol } = yield* connect("/audio", () => undefined)
      const rpc = yield* RpcClient.make(AudioRpcs, { disableTracing: true }).pipe(
        Effect.provideService(RpcClient.Protocol, protocol)
      )
      return { rpc, connected }
    })
  )
}

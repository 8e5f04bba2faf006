import { NodeSocket, NodeSocketServer } from "@effect/platform-node"
import { Effect, Layer, Option } from "effect"
import { Runners, ShardingConfig } from "effect/cluster"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"

/**
 * The engine's socket transport with TCP_NODELAY on both sides. Without it every acknowledged chunk
 * of a stream between two nodes waits about 45 ms (Nagle against delayed acknowledgements).
 */
export const clientLayer: Layer.Layer<
  Runners.RpcClientProtocol,
  never,
  RpcSerialization.RpcSerialization
> = Layer.effect(
  Runners.RpcClientProtocol,
  Effect.gen(function* () {
    const serialization = yield* RpcSerialization.RpcSerialization
    return {
      codecFor: serialization.codecFor,
      make: Effect.fnUntraced(function* (address) {
        const socket = yield* NodeSocket.makeNet({
          openTimeout: 1000,
          timeout: 5500,
          host: address.host,
          port: address.port,
          noDelay: true
        })
        return yield* RpcClient.makeProtocolSocket().pipe(
          Effect.provideService(Socket.Socket, socket),
          Effect.provideService(RpcSerialization.RpcSerialization, serialization)
        )
      }, Effect.orDie)
    }
  })
)

export const serverLayer = Layer.unwrap(
  Effect.gen(function* () {
    const config = yield* ShardingConfig.ShardingConfig
    const address = Option.orElse(config.runnerListenAddress, () => config.runnerAddress)
    const { host, port } = yield* Effect.orDie(Effect.fromOption(address))
    return NodeSocketServer.layer({ host, port, noDelay: true })
  })
)

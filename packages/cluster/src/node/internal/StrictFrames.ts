import { Effect, Layer } from "effect"
import { RpcSerialization } from "effect/rpc"

/** The engine closes a connection when a parser throws an error of this tag; any other it only reports. */
class Malformed extends Error {
  readonly _tag = "MaxBufferSizeExceeded"
}

/** The encoding of messages between nodes. A server closes a connection that sends anything else. */
export const layer = Layer.effect(
  RpcSerialization.RpcSerialization,
  Effect.map(RpcSerialization.RpcSerialization, (serialization) => ({
    ...serialization,
    makeUnsafe: () => {
      const parser = serialization.makeUnsafe()
      return {
        ...parser,
        decode: (data: Uint8Array | string) => {
          try {
            return parser.decode(data)
          } catch {
            throw new Malformed()
          }
        }
      }
    }
  }))
).pipe(Layer.provide(RpcSerialization.layerSchemaBinary()))

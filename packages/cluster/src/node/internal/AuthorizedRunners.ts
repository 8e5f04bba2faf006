import { Effect, Layer, Option } from "effect"
import { ClusterError, type EntityAddress, type RunnerAddress, Runners } from "effect/cluster"
import { mayServe } from "../Rights.ts"
import { Peers } from "./Peers.ts"
import * as Ping from "./Ping.ts"
import * as WarningThrottle from "./WarningThrottle.ts"

/**
 * The engine's connections to other nodes, which carry the messages of a role only to nodes whose
 * credential allows that role, whatever they have registered in the database.
 */
export const layer = Layer.effect(
  Runners.Runners,
  Effect.gen(function* () {
    const runners = yield* Runners.Runners
    const peers = yield* Peers
    const warn = WarningThrottle.make("messages")

    const mayReceive = Effect.fnUntraced(function* (
      address: RunnerAddress.RunnerAddress,
      { entityType, shardId }: EntityAddress.EntityAddress
    ) {
      // The ping connects, and the handshake says what the node may serve.
      if (peers.rightsOf(address) === undefined) yield* Effect.ignore(runners.ping(address))
      const rights = peers.rightsOf(address)
      if (rights === undefined) return false
      if (entityType === Ping.entity.type || mayServe(rights, shardId.group)) return true
      yield* warn(
        `The node at ${address.host}:${address.port} is sent nothing for the role ${shardId.group}, which its credential does not allow`
      )
      return false
    })

    return Runners.Runners.of({
      ...runners,
      send: (options) => {
        const { address, message } = options
        if (peers.rightsOf(address) === "unrestricted") return runners.send(options)
        return Effect.flatMap(mayReceive(address, message.envelope.address), (may) =>
          may ? runners.send(options) : new ClusterError.RunnerUnavailable({ address })
        )
      },
      // Stores the message even if no node is notified then.
      notify: (options) => {
        const { address, message } = options
        if (Option.isNone(address) || peers.rightsOf(address.value) === "unrestricted") {
          return runners.notify(options)
        }
        return Effect.flatMap(mayReceive(address.value, message.envelope.address), (may) =>
          runners.notify(may ? options : { ...options, address: Option.none() })
        )
      }
    })
  })
).pipe(Layer.provide(Runners.layerRpc))

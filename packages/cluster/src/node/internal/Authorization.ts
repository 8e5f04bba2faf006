import { Context, Effect, Layer, Predicate } from "effect"
import { EntityAddress } from "effect/cluster"
import { RpcMiddleware } from "effect/rpc"
import { maySendTo, type Rights } from "../Rights.ts"
import * as Ping from "./Ping.ts"

/** The rights of the process at the other end of the connection that a request came by. */
export const SenderRights = Context.Reference<Rights>("@aethercast/cluster/SenderRights", {
  defaultValue: () => []
})

/** Refuses the messages that their sender may not send. */
export class Authorization extends RpcMiddleware.Service<Authorization>()(
  "@aethercast/cluster/Authorization"
) {
  static readonly layer = Layer.succeed(Authorization, (effect, { payload, rpc }) =>
    Effect.contextWith((context) => {
      const rights = Context.get(context, SenderRights)
      if (rights === "unrestricted" || rpc._tag === "Ping") return effect
      const address = addressOf(payload)
      if (address !== undefined && mayReach(rights, address)) return effect
      return Effect.die(new Error("The credential of the sender does not allow this message"))
    })
  )
}

/** Every node asks the pings of every role, to learn whether the cluster is ready. */
const mayReach = (rights: Rights, { entityType, shardId }: EntityAddress.EntityAddress) =>
  entityType === Ping.entity.type || maySendTo(rights, shardId.group)

const addressOf = (payload: unknown) => {
  const message = Predicate.hasProperty(payload, "request")
    ? payload.request
    : Predicate.hasProperty(payload, "envelope") && payload.envelope
  return Predicate.hasProperty(message, "address") &&
    message.address instanceof EntityAddress.EntityAddress
    ? message.address
    : undefined
}

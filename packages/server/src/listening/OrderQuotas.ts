import { randomUUID } from "node:crypto"
import { type Quota, Quotas } from "@aethercast/cluster/Quotas"
import { RunQueue } from "@aethercast/cluster/RunQueue"
import { TooManyOrders } from "@aethercast/domain/TooManyOrders"
import { Context, Effect, Layer } from "effect"
import { networkOf } from "../http/ClientAddress.ts"
import type { QuotaPolicy } from "../QuotaPolicy.ts"
import { type Caller, tenantOf } from "./Tenant.ts"

/** Whether another episode may be ordered: see `QuotaPolicy`. */
export class OrderQuotas extends Context.Service<
  OrderQuotas,
  {
    /** Counts one order, or refuses it. */
    take(caller: Caller): Effect.Effect<void, TooManyOrders>
  }
>()("@aethercast/server/listening/OrderQuotas") {
  static readonly layer = (policy: QuotaPolicy) =>
    OrderQuotas.layerNoDeps(policy).pipe(Layer.provide(Quotas.layer))

  static readonly layerNoDeps = (policy: QuotaPolicy) =>
    Layer.effect(
      OrderQuotas,
      Effect.gen(function* () {
        const quotas = yield* Quotas
        const queue = yield* RunQueue
        const node = `node ${randomUUID()}`

        return OrderQuotas.of({
          take: Effect.fn("OrderQuotas.take")(function* (caller) {
            const { address, session } = caller
            if ((yield* queue.waiting).length >= policy.waiting) {
              return yield* new TooManyOrders({ by: "everybody", retryAfterSeconds: 60 })
            }
            yield* quotas
              .take([
                quota(`order by ${networkOf(address)}`, policy.address),
                ...(session === undefined ? [] : [quota(`order in ${session}`, policy.session)]),
                quota(`order of ${tenantOf(caller)}`, policy.tenant),
                quota(node, policy.node),
                quota(cluster, policy.cluster)
              ])
              .pipe(
                Effect.mapError(
                  ({ quota: name, retryAfterMillis }) =>
                    new TooManyOrders({
                      by: name === node || name === cluster ? "everybody" : "listener",
                      retryAfterSeconds: Math.ceil(retryAfterMillis / 1000)
                    })
                )
              )
          })
        })
      })
    )
}

const cluster = "orders"

const quota = (name: string, { limit, windowSeconds }: QuotaPolicy["cluster"]): Quota => ({
  name,
  limit,
  window: `${windowSeconds} seconds`
})

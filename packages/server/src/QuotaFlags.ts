import { Effect } from "effect"
import { defaultQuotas, QuotaPolicyFromString } from "./QuotaPolicy.ts"
import * as ValueFlag from "./ValueFlag.ts"

/** How many episodes may be ordered. */
export const flags = {
  quotas: ValueFlag.make("quotas", {
    metavar: "LIST",
    description:
      "Orders that are accepted, such as address=40/20m: 40 at once, and from then on 40 in 20 minutes; likewise for session, tenant, node and cluster; waiting=300 may wait for their turn (or AETHERCAST_QUOTAS; these are the defaults, with session=20/20m,tenant=20/20m,node=120/1m,cluster=600/1m)",
    variable: "AETHERCAST_QUOTAS",
    schema: QuotaPolicyFromString,
    expected: "quotas such as address=40/20m,session=20/20m,waiting=300",
    default: Effect.succeed(defaultQuotas)
  })
}

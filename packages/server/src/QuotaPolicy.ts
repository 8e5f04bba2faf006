import { Effect, Option, Schema, SchemaIssue, SchemaTransformation } from "effect"

/** `limit` orders at once, and from then on `limit` in each window, evenly spaced. */
const OrderRate = Schema.Struct({
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })),
  windowSeconds: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 86_400 }))
})
type OrderRate = typeof OrderRate.Type

/** How many episodes may be ordered. */
export const QuotaPolicy = Schema.Struct({
  /** By one network address; of an IPv6 address the first 64 bits count. */
  address: OrderRate,
  /** By one session of a listener. */
  session: OrderRate,
  /** On one account: see `Tenant`. */
  tenant: OrderRate,
  /** At one server. */
  node: OrderRate,
  /** At all servers. */
  cluster: OrderRate,
  /** Episodes that may wait for their turn. */
  waiting: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))
})
export type QuotaPolicy = typeof QuotaPolicy.Type

/**
 * A listener who tries everything orders an episode a minute, and a household or an office two. A server
 * starts about one a second, so that five minutes of orders may wait.
 */
export const defaultQuotas: QuotaPolicy = {
  address: { limit: 40, windowSeconds: 1200 },
  session: { limit: 20, windowSeconds: 1200 },
  tenant: { limit: 20, windowSeconds: 1200 },
  node: { limit: 120, windowSeconds: 60 },
  cluster: { limit: 600, windowSeconds: 60 },
  waiting: 300
}

/** A list such as `address=100/20m,waiting=50`; what it does not name is as by default. */
export const QuotaPolicyFromString = Schema.String.check(Schema.isMaxLength(500)).pipe(
  Schema.decodeTo(
    QuotaPolicy,
    SchemaTransformation.transformEffect({
      decode: (text) =>
        Effect.reduce(
          text.split(","),
          () => defaultQuotas,
          (policy, entry) =>
            Option.match(entryOf(entry.trim()), {
              onNone: () => Effect.fail(new SchemaIssue.InvalidValue({ message: "no quota" })),
              onSome: (given) => Effect.succeed({ ...policy, ...given })
            })
        ),
      encode: ({ waiting, ...rates }) =>
        Effect.succeed(
          [
            ...Object.entries(rates).map(
              ([name, { limit, windowSeconds }]) => `${name}=${limit}/${windowSeconds}s`
            ),
            `waiting=${waiting}`
          ].join(",")
        )
    })
  )
)

const entryOf = (text: string): Option.Option<Partial<QuotaPolicy>> => {
  const [, name = "", limit, window, unit = ""] =
    /^(address|session|tenant|node|cluster|waiting)=(\d{1,7})(?:\/(\d{1,5})([smh]))?$/.exec(text) ??
    []
  if (name === "" || (name === "waiting") !== (window === undefined)) return Option.none()
  return Option.some(
    name === "waiting"
      ? { waiting: Number(limit) }
      : { [name]: { limit: Number(limit), windowSeconds: Number(window) * (units[unit] ?? 1) } }
  )
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }

import { Clock, Context, type Duration, Effect, Layer, Option, Result, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { storableText } from "../storage/PgText.ts"
import { retrySql } from "../storage/SqlRetry.ts"
import * as QuotaBuckets from "./internal/QuotaBuckets.ts"

/** A token bucket: `limit` uses at once, and from then on `limit` per window, evenly spaced. */
export interface Quota {
  /** Unique in the cluster, such as `address 192.0.2.1`. */
  readonly name: string
  readonly limit: number
  readonly window: Duration.Input
}

/** A quota is used up. */
export class QuotaExceeded extends Schema.TaggedError<QuotaExceeded>()("QuotaExceeded", {
  quota: Schema.String,
  retryAfterMillis: Schema.Finite
}) {}

/**
 * Quotas that all nodes share. Unlike `RateLimits`, which delays calls to others, it refuses what others
 * ask of this cluster.
 */
export class Quotas extends Context.Service<
  Quotas,
  {
    /**
     * Takes one use of each quota, or of none: then it fails with the one that takes longest. A node
     * remembers what is used up, so that a flood of refused requests costs no statement.
     */
    take(quotas: ReadonlyArray<Quota>): Effect.Effect<void, QuotaExceeded>
  }
>()("@aethercast/cluster/Quotas") {
  static readonly layer = Layer.effect(
    Quotas,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      /** By name of a quota that is used up, when a use is available again. */
      const usedUp = new Map<string, number>()

      const find = SqlSchema.findAll({
        Request: Schema.Array(Schema.String),
        Result: Schema.Struct({ name: Schema.String, fullAt: Schema.Finite }),
        execute: (names) => sql`
          SELECT name, full_at AS "fullAt" FROM aethercast_quotas WHERE ${sql.in("name", names)}
        `
      })

      const takeStored = Effect.fnUntraced(function* (quotas: ReadonlyArray<Quota>, now: number) {
        yield* sql`SELECT pg_advisory_xact_lock(hashtext('aethercast_quotas'))`
        const rows = yield* find(quotas.map(({ name }) => name))
        const before = new Map(rows.map(({ fullAt, name }) => [name, fullAt]))
        const taken = QuotaBuckets.takeAll(quotas, before, now)
        if (Result.isFailure(taken)) return Option.some(taken.failure)
        const full = [...taken.success].map(([name, full_at]) => ({ name, full_at }))
        yield* sql`
          INSERT INTO aethercast_quotas (name, full_at)
          SELECT name, full_at FROM jsonb_to_recordset(${JSON.stringify(full)}::text::jsonb)
            AS taken (name text, full_at double precision)
          ON CONFLICT (name) DO UPDATE SET full_at = excluded.full_at
        `
        // A full bucket need not be kept. A few go each time, so that the table stays small.
        yield* sql`
          DELETE FROM aethercast_quotas WHERE name IN (
            SELECT name FROM aethercast_quotas WHERE full_at < ${now} ORDER BY full_at LIMIT 10
          )
        `
        return Option.none<QuotaBuckets.Refusal>()
      })

      const take = Effect.fn("Quotas.take")(function* (quotas: ReadonlyArray<Quota>) {
        const now = yield* Clock.currentTimeMillis
        for (const { name } of quotas) {
          const until = usedUp.get(name) ?? 0
          if (until > now) return yield* exceeded({ name, millis: until - now })
          usedUp.delete(name)
        }
        if (quotas.length === 0) return
        const refusal = yield* retrySql(sql.withTransaction(takeStored(quotas, now)))
        if (Option.isNone(refusal)) return
        if (usedUp.size >= maxRemembered) usedUp.clear()
        usedUp.set(refusal.value.name, now + refusal.value.millis)
        return yield* exceeded(refusal.value)
      })

      return Quotas.of({
        take: (quotas) =>
          take(quotas.map((quota) => ({ ...quota, name: storableText(quota.name) })))
      })
    })
  )
}

/** About a megabyte. Those that are forgotten cost a statement again. */
const maxRemembered = 10_000

const exceeded = ({ millis, name }: QuotaBuckets.Refusal) =>
  new QuotaExceeded({ quota: name, retryAfterMillis: millis })

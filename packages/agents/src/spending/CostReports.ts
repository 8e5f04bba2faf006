import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** By what costs are summed up: `episode` is also any other workflow, `session` also a network. */
export const CostGrouping = Schema.Literals(["day", "episode", "session", "provider"])
export type CostGrouping = typeof CostGrouping.Type

/** The costs of one kind in a group. */
export const CostSum = Schema.Struct({
  /** Of the group: a date in UTC, an id or a provider; empty for what was deleted. */
  name: Schema.String,
  kind: Schema.String,
  calls: Schema.Natural,
  /** Tokens of models, seconds of speech, images, or searches. */
  quantity: Schema.Finite,
  /** US dollars, including what is reserved for calls that have not ended. */
  dollars: Schema.Finite
})
export type CostSum = typeof CostSum.Type

/** What was spent, for operators. */
export class CostReports extends Context.Service<
  CostReports,
  {
    /** Of the last `days` days, today included: the latest day first, otherwise the dearest. */
    sums(by: CostGrouping, days: number): Effect.Effect<ReadonlyArray<CostSum>>
  }
>()("@aethercast/agents/spending/CostReports") {
  static readonly layer = Layer.effect(
    CostReports,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const names = {
        day: sql`to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
        episode: sql`episode`,
        session: sql`session`,
        provider: sql`provider`
      }
      const sums = SqlSchema.findAll({
        Request: Schema.Struct({ by: CostGrouping, days: Schema.Int }),
        Result: CostSum,
        execute: ({ by, days }) => sql`
          SELECT ${names[by]} AS name, kind, count(*)::integer AS calls,
            coalesce(sum(quantity), 0) AS quantity, sum(dollars) AS dollars
          FROM costs
          WHERE at >= date_trunc('day', now(), 'UTC') - make_interval(days => ${days - 1})
          GROUP BY 1, 2
          ORDER BY ${by === "day" ? sql`1 DESC, 5 DESC` : sql`5 DESC, 1`}
          LIMIT 1000
        `
      })
      return CostReports.of({
        sums: Effect.fn("CostReports.sums")((by: CostGrouping, days: number) =>
          retrySql(sums({ by, days }))
        )
      })
    })
  )
}

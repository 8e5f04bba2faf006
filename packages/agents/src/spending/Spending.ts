import type { AgentContext } from "@aethercast/cluster/Agent"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Context, Effect, Layer, Option, Ref, Schedule, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { type Budget, exceeded, OverBudget } from "./Budget.ts"
import type { Payer } from "./Payer.ts"

/** Pays for what turns of agents call. Without `layer` there is no budget, and only the task is charged. */
export const Spending = Context.Reference<{
  /** On the account of the task's run and tenant. */
  payer(context: Pick<AgentContext, "charge" | "task">): Payer
}>("@aethercast/agents/spending/Spending", {
  defaultValue: () => ({
    payer: ({ charge }) => ({
      reserve: () => Effect.succeed(({ dollars }) => charge(dollars))
    })
  })
})

/** Records what every call costs, and keeps the calls of all nodes together within the budget. */
export const layer = (budget: Budget) =>
  Layer.effect(
    Spending,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      const spent = SqlSchema.findOne({
        Request: Schema.Struct({ episode: Schema.String, session: Schema.String }),
        Result: Schema.Struct({
          episode: Schema.Finite,
          session: Schema.Finite,
          day: Schema.Finite
        }),
        execute: ({ episode, session }) => sql`
            SELECT
              coalesce(sum(dollars) FILTER (WHERE episode = ${episode}), 0) AS episode,
              coalesce(sum(dollars) FILTER (WHERE session = ${session} AND at >= today), 0) AS session,
              coalesce(sum(dollars) FILTER (WHERE at >= today), 0) AS day
            FROM costs, date_trunc('day', now(), 'UTC') AS today
            WHERE at >= today OR episode = ${episode}
          `
      })

      const insert = SqlSchema.findOne({
        Request: Row,
        Result: Schema.Struct({ id: Schema.String }),
        execute: (row) => sql`
            INSERT INTO costs ${sql.insert(row)} RETURNING cost_id::text AS id
          `
      })

      /** The id of the reservation, or the budget that it would exceed. */
      const reserve = Effect.fnUntraced(function* (row: typeof Row.Type) {
        if (row.dollars > 0) {
          yield* sql`SELECT pg_advisory_xact_lock(hashtext('costs'))`
          const over = exceeded(budget, yield* spent(row), row.dollars)
          if (Option.isSome(over)) return over.value
        }
        return yield* insert(row)
      }, sql.withTransaction)

      yield* sql`DELETE FROM costs WHERE at < now() - interval '400 days'`.pipe(
        Effect.catchCause((cause) => Effect.logWarning("Old costs are deleted later", cause)),
        Effect.repeat(Schedule.spaced("1 day")),
        Effect.forkScoped
      )

      return {
        payer: ({ charge, task: { tenant, workflowId } }) => ({
          reserve: Effect.fn("Spending.reserve")(function* ({ dollars, kind, provider }) {
            const row = { episode: episodeOf(workflowId), session: tenant, kind, provider, dollars }
            const reserved = yield* retrySql(reserve(row))
            if (typeof reserved === "string") {
              return yield* new OverBudget({ provider, budget: reserved })
            }
            const { id } = reserved
            const isCharged = yield* Ref.make(false)
            yield* Effect.addFinalizer(() =>
              Effect.flatMap(Ref.get(isCharged), (charged) =>
                charged
                  ? Effect.void
                  : retrySql(sql`DELETE FROM costs WHERE cost_id = ${id}::bigint`)
              )
            )
            return Effect.fnUntraced(function* (cost) {
              yield* Ref.set(isCharged, true)
              yield* retrySql(sql`
                  UPDATE costs SET dollars = ${cost.dollars}, quantity = ${cost.quantity}
                  WHERE cost_id = ${id}::bigint
                `)
              yield* charge(cost.dollars)
            })
          })
        })
      }
    })
  )

const Row = Schema.Struct({
  episode: Schema.String,
  session: Schema.String,
  kind: Schema.String,
  provider: Schema.String,
  dollars: Schema.Finite
})

/** `episode:ID` and `aside:ID/ASIDE` are for the episode `ID`; anything else, such as a landing page, is for itself. */
const episodeOf = (workflowId: string): string =>
  /^(?:episode|aside):([^/]+)/.exec(workflowId)?.[1] ?? workflowId

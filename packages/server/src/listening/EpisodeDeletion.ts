import { EpisodeEntity } from "@aethercast/agents/episode/EpisodeProtocol"
import { workflowIdOf } from "@aethercast/agents/orchestrator/Commission"
import { EpisodeWorkflow } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { Blobs } from "@aethercast/agents/store/Blobs"
import * as RunErasure from "@aethercast/cluster/RunErasure"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import type { WorkflowClient } from "@aethercast/cluster/WorkflowClient"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Context, Effect, Layer, Schedule, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { callEntity } from "./EntityCall.ts"

/** Deletes episodes with everything that belongs to them; only that an id was used is kept. */
export class EpisodeDeletion extends Context.Service<
  EpisodeDeletion,
  {
    /**
     * From its return on the episodes are in no list. What a node's death or a run that does not end
     * leaves of them is deleted later, on any node.
     */
    delete(ids: ReadonlyArray<EpisodeId>): Effect.Effect<void>
  }
>()("@aethercast/server/listening/EpisodeDeletion") {
  static readonly layer = Layer.effect(
    EpisodeDeletion,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const blobs = yield* Blobs
      const actors = yield* EpisodeEntity.client
      const workflows = yield* Effect.context<WorkflowClient>()

      const erase = Effect.fn("EpisodeDeletion.erase")(function* (id: EpisodeId) {
        const workflowId = workflowIdOf(id)
        const stop = EpisodeWorkflow.cancel(workflowId, "Its listener deleted it.")
        if (yield* isRunning(workflowId)) yield* Effect.provideContext(stop, workflows)
        yield* callEntity(
          actors(yield* EpisodeWorkflow.entityIdOf(workflowId)).Delete({ episodeId: id })
        )
        const runs = yield* runsOf(workflowId)
        yield* Effect.forEach(runs, ({ run }) => blobs.release(run))
        yield* sql`DELETE FROM listening_positions WHERE episode_id = ${id}`
        yield* sql`DELETE FROM heard_spans WHERE episode_id = ${id}`
        yield* sql`DELETE FROM taste_signals WHERE episode_id = ${id}`
        // What it has cost stays in the operator's accounts, and in the budgets of the day.
        yield* sql`UPDATE costs SET episode = '' WHERE episode = ${id}`
        yield* RunErasure.erase({ workflow: EpisodeWorkflow.name, workflowId }).pipe(
          Effect.provideService(SqlClient.SqlClient, sql)
        )
      }, retrySql)

      const isRunning = (workflowId: string) =>
        Effect.map(
          sql`
            SELECT FROM aethercast_workflow_instances
            WHERE workflow_id = ${workflowId} AND completed_at IS NULL
          `,
          (rows) => rows.length > 0
        )

      /** The episode's run and those of its asides. */
      const runsOf = SqlSchema.findAll({
        Request: Schema.String,
        Result: Schema.Struct({ run: Schema.String }),
        execute: (workflowId) => sql`
          SELECT ${workflowId}::text AS run
          UNION
          SELECT workflow_id FROM aethercast_workflow_instances
          WHERE parent_workflow_id = ${workflowId}
        `
      })

      /** The ledger is written behind, so that what was just deleted is erased once more. */
      const remaining = SqlSchema.findAll({
        Request: Schema.Void,
        Result: Schema.Struct({ id: EpisodeId }),
        execute: () => sql`
          SELECT episode_id AS id FROM episode_orders
          WHERE deleted_at < now() - interval '1 minute' AND erased_at IS NULL
          ORDER BY deleted_at LIMIT 100
        `
      })
      const eraseRemaining = Effect.gen(function* () {
        for (const { id } of yield* remaining(undefined)) {
          yield* erase(id)
          yield* sql`UPDATE episode_orders SET erased_at = now() WHERE episode_id = ${id}`
        }
      })
      yield* eraseRemaining.pipe(
        Effect.catchCause((cause) => Effect.logWarning("Deleted episodes are erased later", cause)),
        Effect.repeat(Schedule.spaced("1 minute")),
        Effect.forkScoped
      )

      return EpisodeDeletion.of({
        delete: Effect.fn("EpisodeDeletion.delete")(function* (ids) {
          if (ids.length === 0) return
          yield* retrySql(sql`
            UPDATE episode_orders SET deleted_at = now(), request = '', session_id = NULL
            WHERE ${sql.in("episode_id", ids)} AND deleted_at IS NULL
          `)
          yield* Effect.forEach(ids, erase, { concurrency: 4, discard: true }).pipe(
            Effect.timeoutOption("10 seconds"),
            Effect.ignoreCause({ log: true })
          )
        })
      })
    })
  )
}

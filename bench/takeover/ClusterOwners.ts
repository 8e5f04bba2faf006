import { workflowIdOf } from "@aethercast/agents/orchestrator/Commission"
import { EpisodeWorkflow } from "@aethercast/agents/orchestrator/EpisodeWorkflow"
import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import * as Stored from "../../packages/server/test/product/Stored.ts"

/** The number of the process that has the shard of an episode; every process of a cluster has another one. */
export const ownerOf = (data: string, episode: string): Promise<string> =>
  Stored.ask(
    data,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const entityId = yield* EpisodeWorkflow.entityIdOf(workflowIdOf(episode))
      const find = SqlSchema.findOne({
        Request: Schema.String,
        Result: Owner,
        execute: (id) => sql`
          SELECT node::text AS owner FROM aethercast_shards
          WHERE shard_id = (SELECT shard_id FROM aethercast_messages WHERE entity_id = ${id} LIMIT 1)
        `
      })
      return (yield* find(entityId)).owner
    })
  )

/** The numbers of all processes that have a shard. */
export const owners = (data: string): Promise<ReadonlySet<string>> =>
  Stored.ask(
    data,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const find = SqlSchema.findAll({
        Request: Schema.Void,
        Result: Owner,
        execute: () => sql`SELECT DISTINCT node::text AS owner FROM aethercast_shards`
      })
      return new Set((yield* find()).map(({ owner }) => owner))
    })
  )

const Owner = Schema.Struct({ owner: Schema.String })

import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

const renamed = {
  TABLE: {
    workflow_instances: "aethercast_workflow_instances",
    task_instances: "aethercast_task_instances",
    agent_nodes: "aethercast_agent_nodes",
    ramps: "aethercast_ramps",
    dead_letters: "aethercast_dead_letters",
    receipts: "aethercast_idempotency",
    engine_shards: "aethercast_shards",
    engine_messages: "aethercast_messages",
    engine_replies: "aethercast_replies",
    circuits: "aethercast_circuits",
    rates: "aethercast_rates"
  },
  SEQUENCE: {
    engine_nodes: "aethercast_node_ids",
    engine_tenures: "aethercast_shard_epochs"
  }
} as const

/** Table names with a prefix, so that no application has the same, and columns named as in the code. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  for (const [kind, names] of Object.entries(renamed)) {
    for (const [before, after] of Object.entries(names)) {
      yield* sql.unsafe(`ALTER ${kind} ${before} RENAME TO ${after}`)
      const indexes = yield* sql<{ readonly name: string }>`
        SELECT indexname AS name FROM pg_indexes
        WHERE schemaname = current_schema() AND tablename = ${after}
          AND starts_with(indexname, ${before})
      `
      for (const { name } of indexes) {
        yield* sql.unsafe(`ALTER INDEX ${name} RENAME TO ${after}${name.slice(before.length)}`)
      }
    }
  }
  yield* sql`ALTER TABLE aethercast_shards RENAME COLUMN tenure TO epoch`
  yield* sql`ALTER TABLE aethercast_task_instances RENAME COLUMN decisions TO events`
  yield* sql`
    UPDATE aethercast_task_instances
    SET events = (
      SELECT jsonb_agg(
        CASE WHEN event ? 'way' THEN event - 'way' || jsonb_build_object('route', event -> 'way')
          ELSE event END
      )
      FROM jsonb_array_elements(events) AS event
    )
    WHERE jsonb_typeof(events) = 'array'
  `
  const letters = yield* SqlSchema.findAll({
    Request: Schema.Void,
    Result: Schema.Struct({ taskId: Schema.String, letter: EarlierLetter }),
    execute: () => sql`SELECT task_id AS "taskId", letter FROM aethercast_dead_letters`
  })(undefined)
  for (const { letter, taskId } of letters) {
    const { attempts, place: entityId, ...rest } = letter
    const text = JSON.stringify({
      ...rest,
      entityId,
      attempts: attempts.map(({ way: route, ...attempt }) => ({ ...attempt, route }))
    })
    yield* sql`UPDATE aethercast_dead_letters SET letter = ${text} WHERE task_id = ${taskId}`
  }
})

const EarlierLetter = Schema.fromJsonString(
  Schema.Struct({
    task: Schema.Json,
    place: Schema.String,
    role: Schema.String,
    attempts: Schema.Array(
      Schema.Struct({
        at: Schema.Finite,
        millis: Schema.Finite,
        way: Schema.String,
        error: Schema.Json
      })
    ),
    error: Schema.Json,
    status: Schema.String,
    diedAt: Schema.Finite
  })
)

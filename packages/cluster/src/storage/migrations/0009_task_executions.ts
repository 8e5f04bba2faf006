import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Each execution of a task is kept, not only the last one: what was before is the first of them. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    ALTER TABLE aethercast_task_instances ADD COLUMN executions jsonb NOT NULL DEFAULT '[]'
  `
  yield* sql`
    UPDATE aethercast_task_instances SET executions = jsonb_build_array(jsonb_build_object(
      'beganAt', round(extract(epoch FROM started_at) * 1000),
      'retries', retry_count,
      'cost', cost,
      'attempts', '[]'::jsonb,
      'events', CASE WHEN jsonb_typeof(events) = 'array' THEN events ELSE '[]'::jsonb END
    ))
    WHERE started_at IS NOT NULL
  `
})

import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Which run waits for a workflow: cancelled together. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE aethercast_workflow_instances ADD COLUMN parent_workflow_id text`
  yield* sql`
    CREATE INDEX aethercast_workflow_instances_open_children
    ON aethercast_workflow_instances (parent_workflow_id)
    WHERE parent_workflow_id IS NOT NULL AND completed_at IS NULL
  `
})

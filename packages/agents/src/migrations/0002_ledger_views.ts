import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** The ledger of workflows and tasks under the names that operators know. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE VIEW workflow_instances AS SELECT * FROM aethercast_workflow_instances`
  yield* sql`CREATE VIEW task_instances AS SELECT * FROM aethercast_task_instances`
})

import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** The node that executes a run: see `RunQueueTable`. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE aethercast_run_queue ADD COLUMN owner text`
})

import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Each node announces which change of each ramp it follows, so that an operator can wait for all nodes. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE aethercast_agent_nodes ADD COLUMN ramps jsonb NOT NULL DEFAULT '{}'`
})

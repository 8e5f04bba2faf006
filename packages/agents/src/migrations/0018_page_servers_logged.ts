import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** The ports of the last day decide from which pages a WebSocket is accepted: they survive a crash. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE page_servers SET LOGGED`
})

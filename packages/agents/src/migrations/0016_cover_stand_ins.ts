import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Why a snippet's cover is drawn, where an image model should have painted it. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE snippets ADD COLUMN cover_stand_in text`
})

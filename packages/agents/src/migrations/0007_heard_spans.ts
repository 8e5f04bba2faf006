import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** What listeners have heard, as their players report it; merged when it is read. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE heard_spans (
      session_id text NOT NULL,
      episode_id text NOT NULL,
      line_id text NOT NULL,
      frames int4range NOT NULL,
      heard_at timestamptz NOT NULL DEFAULT now()
    )
  `
  yield* sql`CREATE INDEX heard_spans_by_episode ON heard_spans (session_id, episode_id)`
})

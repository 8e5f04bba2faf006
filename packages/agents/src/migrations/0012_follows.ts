import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** The topics and feeds that sessions follow. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE follows (
      follow_id text PRIMARY KEY,
      session_id text NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
      follow jsonb NOT NULL,
      time_zone text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      -- The last morning whose episode was made, or was not needed.
      served_for date NOT NULL,
      -- The topic of that episode, for a feed.
      served_topic text
    )
  `
  yield* sql`CREATE INDEX follows_by_session ON follows (session_id, created_at)`
  yield* sql`CREATE INDEX follows_served_for ON follows (served_for)`
})

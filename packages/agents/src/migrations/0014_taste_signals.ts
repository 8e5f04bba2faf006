import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** What sessions did with their episodes that says what they like. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE taste_signals (
      session_id text NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
      episode_id text NOT NULL,
      -- The command that gave it; 'order' for the order itself.
      cause text NOT NULL,
      kind text NOT NULL,
      themes jsonb NOT NULL,
      length_seconds integer NOT NULL,
      given_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (session_id, episode_id, cause)
    )
  `
  yield* sql`CREATE INDEX taste_signals_by_time ON taste_signals (session_id, given_at)`
  yield* sql`CREATE INDEX taste_signals_by_episode ON taste_signals (episode_id)`
})

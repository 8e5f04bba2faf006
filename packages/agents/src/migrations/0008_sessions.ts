import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * Sessions whose secrets the server makes, in place of ids that the browser chose; what those heard
 * belongs to nobody any more.
 */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE sessions (
      -- A hash of the secret.
      session_id text PRIMARY KEY,
      feed_token text NOT NULL UNIQUE,
      created_at timestamptz NOT NULL DEFAULT now(),
      used_at timestamptz NOT NULL DEFAULT now()
    )
  `
  yield* sql`DROP TABLE places`
  yield* sql`
    CREATE TABLE listening_positions (
      session_id text NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
      episode_id text NOT NULL,
      cursor jsonb NOT NULL,
      heard_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (session_id, episode_id)
    )
  `
  yield* sql`DELETE FROM heard_spans`
  yield* sql`
    ALTER TABLE heard_spans
      ADD FOREIGN KEY (session_id) REFERENCES sessions (session_id) ON DELETE CASCADE
  `
  // NULL: a program ordered it without a session.
  yield* sql`
    ALTER TABLE episode_orders
      ADD COLUMN session_id text REFERENCES sessions (session_id)
  `
  yield* sql`CREATE INDEX episode_orders_by_session ON episode_orders (session_id, ordered_at)`
})

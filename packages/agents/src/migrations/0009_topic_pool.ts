import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** The topics that providers reported, until they expire. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE pooled_topics (
      provider text NOT NULL,
      topic_id text NOT NULL,
      topic jsonb NOT NULL,
      first_seen_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (provider, topic_id)
    )
  `
})

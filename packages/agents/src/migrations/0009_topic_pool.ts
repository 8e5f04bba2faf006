import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** What the providers of topics told, until it expires. */
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

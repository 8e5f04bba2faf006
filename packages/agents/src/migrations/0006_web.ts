import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** What was read of the web, shared by all nodes. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE web_documents (
      url_sha256 text PRIMARY KEY,
      final_url text NOT NULL,
      headers jsonb NOT NULL,
      body bytea NOT NULL,
      bytes integer NOT NULL,
      fetched_at timestamptz NOT NULL,
      fresh_until timestamptz NOT NULL,
      used_at timestamptz NOT NULL
    )
  `
  yield* sql`CREATE INDEX web_documents_used_at ON web_documents (used_at)`
})

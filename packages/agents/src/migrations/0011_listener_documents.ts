import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** What listeners gave to read, as it was read. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE listener_documents (
      document_id text PRIMARY KEY,
      owner text NOT NULL,
      title text NOT NULL,
      words integer NOT NULL,
      prose text NOT NULL,
      bytes integer NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL
    )
  `
  yield* sql`CREATE INDEX listener_documents_owner ON listener_documents (owner)`
})

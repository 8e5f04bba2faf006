import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** The servers that have the page, as each says every few seconds. Lost with a crash, and soon said again. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE UNLOGGED TABLE page_servers (
      host text NOT NULL,
      port integer NOT NULL,
      seen_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (host, port)
    )
  `
})

import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  yield* sql`
    CREATE TABLE circuits (
      dependency text PRIMARY KEY,
      revision integer NOT NULL,
      circuit jsonb NOT NULL,
      changed_at timestamptz NOT NULL DEFAULT now()
    )
  `
  // A rate that is forgotten in a crash of Postgres begins anew, so its writes need no disk.
  yield* sql`
    CREATE UNLOGGED TABLE rates (
      dependency text PRIMARY KEY,
      tokens double precision NOT NULL,
      refilled_at double precision NOT NULL
    )
  `
})

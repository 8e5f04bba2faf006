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
  // Unlogged: a rate that is lost in a crash of Postgres starts afresh.
  yield* sql`
    CREATE UNLOGGED TABLE rates (
      dependency text PRIMARY KEY,
      tokens double precision NOT NULL,
      refilled_at double precision NOT NULL
    )
  `
})

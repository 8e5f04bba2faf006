import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** When each quota is full again, in epoch milliseconds: see `Quotas`. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE aethercast_quotas (
      name text PRIMARY KEY,
      full_at double precision NOT NULL
    )
  `
  yield* sql`CREATE INDEX aethercast_quotas_full_at ON aethercast_quotas (full_at)`
})

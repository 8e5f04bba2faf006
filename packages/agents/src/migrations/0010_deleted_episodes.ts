import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Of an episode that was deleted only its id is kept, so that nothing brings it back. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    ALTER TABLE episode_orders
      ADD COLUMN deleted_at timestamptz,
      -- When everything that belonged to it was gone.
      ADD COLUMN erased_at timestamptz
  `
  yield* sql`
    CREATE INDEX episode_orders_to_erase ON episode_orders (deleted_at)
    WHERE deleted_at IS NOT NULL AND erased_at IS NULL
  `
})

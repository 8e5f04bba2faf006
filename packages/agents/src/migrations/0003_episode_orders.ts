import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** What each episode was ordered as, so that its id cannot be given to another order. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE episode_orders (
      episode_id text PRIMARY KEY,
      request text NOT NULL,
      ordered_at timestamptz NOT NULL DEFAULT now()
    )
  `
})

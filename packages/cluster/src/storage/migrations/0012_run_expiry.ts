import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** When a run that rests is cancelled, in epoch milliseconds, and the reason that is recorded: see `RunQueue`. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    ALTER TABLE aethercast_run_queue
      ADD COLUMN expires_at double precision,
      ADD COLUMN expiry_reason text
  `
  yield* sql`
    CREATE INDEX aethercast_run_queue_expiry ON aethercast_run_queue (expires_at)
    WHERE status = 'RESTING'
  `
})

import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Runs that wait for their turn, that have it, and that rest: see `RunQueue`. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE aethercast_run_queue (
      workflow_id text PRIMARY KEY,
      workflow_name text NOT NULL,
      tenant text NOT NULL,
      shard integer NOT NULL,
      status text NOT NULL,
      round bigint NOT NULL,
      arrival bigint GENERATED ALWAYS AS IDENTITY,
      admissions integer NOT NULL DEFAULT 0,
      signalled integer NOT NULL DEFAULT 0
    )
  `
  yield* sql`
    CREATE INDEX aethercast_run_queue_order ON aethercast_run_queue (round, arrival)
    WHERE status <> 'RESTING'
  `
})

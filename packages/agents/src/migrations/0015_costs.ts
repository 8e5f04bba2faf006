import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** What calls of providers have cost. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE costs (
      cost_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      -- The episode's id, or the workflow that is none; empty when it was deleted.
      episode text NOT NULL,
      -- The session or network on whose account it is; empty for the cluster's own.
      session text NOT NULL,
      kind text NOT NULL,
      provider text NOT NULL,
      -- What is reserved at most, until the call has ended.
      dollars double precision NOT NULL,
      -- Tokens, seconds of speech, images or searches; null until the call has ended.
      quantity double precision
    )
  `
  yield* sql`CREATE INDEX costs_by_time ON costs (at)`
  yield* sql`CREATE INDEX costs_by_episode ON costs (episode)`
})

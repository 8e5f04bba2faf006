import { Effect, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql"

/**
 * Deletes the sessions of browsers that only looked at the page, and did not come back for 30 days;
 * returns how many.
 */
export const deleteUnused = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql`
    DELETE FROM sessions WHERE used_at < now() - interval '30 days'
      AND NOT EXISTS (SELECT FROM episode_orders o WHERE o.session_id = sessions.session_id)
      AND NOT EXISTS (SELECT FROM listening_positions p WHERE p.session_id = sessions.session_id)
      AND NOT EXISTS (SELECT FROM follows f WHERE f.session_id = sessions.session_id)
    RETURNING session_id
  `
  return rows.length
})

/** Deletes them every hour. */
export const layer = Layer.effectDiscard(
  deleteUnused.pipe(
    Effect.catchCause((cause) => Effect.logWarning("Unused sessions are deleted later", cause)),
    Effect.repeat(Schedule.spaced("1 hour")),
    Effect.forkScoped
  )
)

import { DateTime, Effect } from "effect"
import { SqlClient } from "effect/sql"

/**
 * Deletes the messages and answers of entities whose messages were all answered before `before`: about
 * `limit` messages, whole entities at a time. Returns how many messages were deleted; fewer than
 * `limit` mean that nothing is left.
 *
 * A deleted request that is sent again is executed again. A workflow that runs or is suspended is kept,
 * and with it the answers of its tasks, which have its entity id. Answers that it got from other
 * entities may be deleted: `before` must be longer ago than the longest run that calls any.
 */
export const purge = Effect.fn("MessagePurge.purge")(function* (
  before: DateTime.Utc,
  limit: number
) {
  const sql = yield* SqlClient.SqlClient
  const time = DateTime.formatIso(before)
  const [row] = yield* sql<{ count: number }>`
    WITH entities AS (
      SELECT DISTINCT entity_type, entity_id FROM (
        SELECT entity_type, entity_id FROM aethercast_messages m
        WHERE processed AND settled_at < ${time}::text::timestamptz AND NOT EXISTS (
          SELECT FROM aethercast_messages other
          WHERE other.entity_id = m.entity_id AND (
            (NOT other.processed AND other.kind = 0) OR other.exit LIKE ${suspended}
            OR (
              other.entity_type = m.entity_type
              AND other.settled_at >= ${time}::text::timestamptz
            )
          )
        )
        ORDER BY id
        LIMIT ${limit}
      ) ended
    ), gone AS (
      DELETE FROM aethercast_messages m USING entities
      WHERE m.entity_id = entities.entity_id AND m.entity_type = entities.entity_type
      RETURNING m.id
    ), replies AS (
      DELETE FROM aethercast_replies r USING gone WHERE r.request_id = gone.id
    )
    SELECT count(*)::integer AS count FROM gone
  `
  return row?.count ?? 0
})

/** The engine's answer for a workflow that waits for a timer or a signal. */
const suspended = '%"\\_tag":"Suspended"%'

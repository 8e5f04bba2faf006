import { retrySql } from "@aethercast/cluster/SqlRetry"
import { ListeningPosition } from "@aethercast/domain/ListeningPosition"
import type { SessionId } from "@aethercast/domain/Session"
import { Cursor } from "@aethercast/domain/Timeline"
import { Context, Effect, Layer, type Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** How far each session has got in each episode, so that it can resume there. */
export class ListeningPositions extends Context.Service<
  ListeningPositions,
  {
    /** The position that a session has reached last. */
    latest(session: SessionId): Effect.Effect<Option.Option<ListeningPosition>>
    save(session: SessionId, position: ListeningPosition): Effect.Effect<void>
  }
>()("@aethercast/server/listening/ListeningPositions") {
  static readonly layer = Layer.effect(
    ListeningPositions,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const latest = SqlSchema.findOneOption({
        Request: Schema.String,
        Result: ListeningPosition,
        execute: (session) => sql`
          SELECT episode_id AS "episodeId", cursor FROM listening_positions
          WHERE session_id = ${session} ORDER BY heard_at DESC LIMIT 1
        `
      })
      return ListeningPositions.of({
        latest: Effect.fn("ListeningPositions.latest")((session: SessionId) =>
          retrySql(latest(session))
        ),
        save: Effect.fn("ListeningPositions.save")(function* (
          session: SessionId,
          { cursor, episodeId }: ListeningPosition
        ) {
          const text = yield* Schema.encodeEffect(CursorText)(cursor)
          // A session may have been deleted just now.
          yield* sql`
            INSERT INTO listening_positions (session_id, episode_id, cursor)
            SELECT session_id, ${episodeId}, ${text}::text::jsonb FROM sessions
            WHERE session_id = ${session}
            ON CONFLICT (session_id, episode_id) DO UPDATE SET
              cursor = excluded.cursor, heard_at = now()
          `
        }, retrySql)
      })
    })
  )
}

const CursorText = Schema.fromJsonString(Schema.toCodecJson(Cursor))

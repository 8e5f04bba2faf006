import { retrySql } from "@aethercast/cluster/SqlRetry"
import { ListeningPosition } from "@aethercast/domain/ListeningPosition"
import { SessionId } from "@aethercast/domain/Session"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** Each listener's last position, so that any browser tab can resume there. */
export class ListeningPositions extends Context.Service<
  ListeningPositions,
  {
    find(session: SessionId): Effect.Effect<Option.Option<ListeningPosition>>
    save(session: SessionId, position: ListeningPosition): Effect.Effect<void>
  }
>()("@aethercast/server/listening/ListeningPositions") {
  static readonly layer = Layer.effect(
    ListeningPositions,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const find = SqlSchema.findOneOption({
        Request: SessionId,
        Result: Schema.Struct({ place: Schema.toCodecJson(ListeningPosition) }),
        execute: (session) => sql`SELECT place FROM places WHERE session_id = ${session}`
      })
      return ListeningPositions.of({
        find: Effect.fn("ListeningPositions.find")((session: SessionId) =>
          retrySql(
            Effect.map(
              find(session),
              Option.map(({ place }) => place)
            )
          )
        ),
        save: Effect.fn("ListeningPositions.save")(function* (
          session: SessionId,
          position: ListeningPosition
        ) {
          const text = yield* Schema.encodeEffect(PositionText)(position)
          yield* sql`
            INSERT INTO places (session_id, place) VALUES (${session}, ${text}::text::jsonb)
            ON CONFLICT (session_id) DO UPDATE SET place = excluded.place, updated_at = now()
          `
        }, retrySql)
      })
    })
  )
}

const PositionText = Schema.fromJsonString(Schema.toCodecJson(ListeningPosition))

import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Place } from "@aethercast/domain/Episode"
import { SessionId } from "@aethercast/domain/Session"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** Where each listener was last, so that they go on there, in this browser tab or another. */
export class Places extends Context.Service<
  Places,
  {
    find(session: SessionId): Effect.Effect<Option.Option<Place>>
    keep(session: SessionId, place: Place): Effect.Effect<void>
  }
>()("@aethercast/server/listening/Places") {
  static readonly layer = Layer.effect(
    Places,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const find = SqlSchema.findOneOption({
        Request: SessionId,
        Result: Schema.Struct({ place: Schema.toCodecJson(Place) }),
        execute: (session) => sql`SELECT place FROM places WHERE session_id = ${session}`
      })
      return Places.of({
        find: Effect.fn("Places.find")((session: SessionId) =>
          retrySql(
            Effect.map(
              find(session),
              Option.map(({ place }) => place)
            )
          )
        ),
        keep: Effect.fn("Places.keep")(function* (session: SessionId, place: Place) {
          const text = yield* Schema.encodeEffect(placeText)(place)
          yield* sql`
            INSERT INTO places (session_id, place) VALUES (${session}, ${text}::text::jsonb)
            ON CONFLICT (session_id) DO UPDATE SET place = excluded.place, updated_at = now()
          `
        }, retrySql)
      })
    })
  )
}

const placeText = Schema.fromJsonString(Schema.toCodecJson(Place))

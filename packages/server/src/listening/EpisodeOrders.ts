import { retrySql } from "@aethercast/cluster/SqlRetry"
import { storableJson } from "@aethercast/cluster/PgText"
import { EpisodeConflict } from "@aethercast/domain/Episode"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import type { SessionId } from "@aethercast/domain/Session"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

const Request = Schema.fromJsonString(Schema.toCodecJson(EpisodeRequest))

/** What each episode was ordered as, and by which session. */
export class EpisodeOrders extends Context.Service<
  EpisodeOrders,
  {
    /** Gives the id of a request to it. Repeating the request changes nothing; another one with its id fails. */
    claim(request: EpisodeRequest, session?: SessionId): Effect.Effect<void, EpisodeConflict>
    /** Whether a request, or an episode, has this id. */
    isClaimed(id: EpisodeId): Effect.Effect<boolean>
    /** What a session ordered under this id. */
    find(id: EpisodeId, session: SessionId): Effect.Effect<Option.Option<EpisodeRequest>>
  }
>()("@aethercast/server/listening/EpisodeOrders") {
  static readonly layer = Layer.effect(
    EpisodeOrders,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      // The update changes nothing; without it an existing row would not be returned.
      const claim = SqlSchema.findOne({
        Request: Schema.Struct({
          id: Schema.String,
          text: Schema.String,
          session: Schema.NullOr(Schema.String)
        }),
        Result: Schema.Struct({ request: Schema.String }),
        execute: ({ id, session, text }) => sql`
          INSERT INTO episode_orders (episode_id, request, session_id)
          VALUES (${id}, ${text}, ${session})
          ON CONFLICT (episode_id) DO UPDATE SET episode_id = excluded.episode_id
          RETURNING request
        `
      })
      const find = SqlSchema.findOneOption({
        Request: Schema.Struct({ id: Schema.String, session: Schema.String }),
        Result: Schema.Struct({ request: Request }),
        execute: ({ id, session }) => sql`
          SELECT request FROM episode_orders
          WHERE episode_id = ${id} AND session_id = ${session} AND deleted_at IS NULL
        `
      })
      return EpisodeOrders.of({
        find: Effect.fn("EpisodeOrders.find")(
          (id: EpisodeId, session: SessionId) =>
            Effect.map(
              retrySql(find({ id, session })),
              Option.map(({ request }) => request)
            ),
          Effect.orDie
        ),
        isClaimed: Effect.fn("EpisodeOrders.isClaimed")((id: EpisodeId) =>
          retrySql(
            Effect.map(
              // Episodes of the first release have no order.
              sql`
                SELECT FROM episode_orders WHERE episode_id = ${id} AND deleted_at IS NULL
                UNION ALL SELECT FROM episodes WHERE episode_id = ${id}
              `,
              (rows) => rows.length > 0
            )
          )
        ),
        claim: Effect.fn("EpisodeOrders.claim")(function* (
          request: EpisodeRequest,
          session?: SessionId
        ) {
          const text = storableJson(encode(request))
          const stored = yield* retrySql(claim({ id: request.id, text, session: session ?? null }))
          if (stored.request !== text) {
            return yield* new EpisodeConflict({ episodeId: request.id })
          }
        })
      })
    })
  )
}

/** Equal requests have the same text: the order of the fields is that of the schema. */
const encode = Schema.encodeSync(Request)

import { retrySql } from "@aethercast/cluster/SqlRetry"
import { framesToSeconds } from "@aethercast/domain/Clip"
import { Episode } from "@aethercast/domain/Episode"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { OrderedEpisode, type OrderedEpisodes } from "@aethercast/domain/OrderedEpisode"
import type { SessionId } from "@aethercast/domain/Session"
import { Cursor } from "@aethercast/domain/Timeline"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** The episodes that each session has ordered. */
export class OrderHistory extends Context.Service<
  OrderHistory,
  {
    /** At most `limit` episodes, newest first; those ordered before `before`, if given. */
    list(
      session: SessionId,
      page: { readonly limit: number; readonly before?: EpisodeId | undefined }
    ): Effect.Effect<OrderedEpisodes>
  }
>()("@aethercast/server/listening/OrderHistory") {
  static readonly layer = Layer.effect(
    OrderHistory,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const find = SqlSchema.findAll({
        Request: Schema.Struct({
          session: Schema.String,
          before: Schema.NullOr(Schema.String),
          limit: Schema.Int
        }),
        Result: Row,
        execute: ({ before, limit, session }) => sql`
          SELECT head, request, cursor, to_jsonb(ordered_at) #>> '{}' AS "orderedAt", (
            SELECT coalesce(sum(frames), 0)::integer
            FROM (
              SELECT event ->> 'lineId' AS line, (event #>> '{clip,frames}')::integer AS frames
              FROM episode_events
              WHERE episode_id = orders.episode_id AND event ->> '_tag' = 'LineFinished'
              UNION ALL
              -- What a fork shares.
              SELECT line ->> 'id', (line #>> '{clip,frames}')::integer
              FROM jsonb_array_elements(opened #> '{timeline,lines}') AS line
            ) AS made
            WHERE NOT EXISTS (
              SELECT FROM episode_events dropped
              WHERE dropped.episode_id = orders.episode_id
                AND dropped.event ->> '_tag' = 'LinesDropped'
                AND dropped.event -> 'lineIds' ? made.line
            )
          ) AS frames
          FROM episode_orders orders
          JOIN episodes USING (episode_id)
          LEFT JOIN listening_positions USING (session_id, episode_id)
          WHERE session_id = ${session} AND deleted_at IS NULL AND (
            ${before}::text IS NULL OR (ordered_at, episode_id) < (
              SELECT ordered_at, episode_id FROM episode_orders WHERE episode_id = ${before}
            )
          )
          ORDER BY ordered_at DESC, episode_id DESC LIMIT ${limit}
        `
      })
      return OrderHistory.of({
        list: Effect.fn("OrderHistory.list")(function* (session, { before, limit }) {
          // One more than is returned, to see whether there are more.
          const rows = yield* retrySql(find({ session, before: before ?? null, limit: limit + 1 }))
          const episodes = rows.slice(0, limit).map(fromRow)
          const last = episodes.at(-1)?.episode.id
          return rows.length > limit && last !== undefined ? { episodes, next: last } : { episodes }
        })
      })
    })
  )
}

const Row = Schema.Struct({
  head: Schema.toCodecJson(Episode),
  request: Schema.fromJsonString(Schema.toCodecJson(EpisodeRequest)),
  cursor: Schema.NullOr(Schema.toCodecJson(Cursor)),
  orderedAt: Schema.DateTimeUtcFromString,
  frames: Schema.Int
})

const fromRow = ({ cursor, frames, head, orderedAt, request }: typeof Row.Type): OrderedEpisode =>
  new OrderedEpisode({
    episode: head,
    subject: request.subject,
    orderedAt,
    madeSeconds: framesToSeconds(frames),
    ...(cursor === null ? {} : { position: cursor })
  })

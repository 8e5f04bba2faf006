import { retrySql } from "@aethercast/cluster/SqlRetry"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import { HeardSpan, type HeardSpans } from "@aethercast/domain/HeardSpans"
import type { SessionId } from "@aethercast/domain/Session"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** What each listener has heard of each episode, to the frame. */
export class HeardEpisodes extends Context.Service<
  HeardEpisodes,
  {
    add(session: SessionId, episode: EpisodeId, spans: HeardSpans): Effect.Effect<void>
    /** Without overlaps; at most 5,000 spans, of which an episode has a few per line. */
    find(session: SessionId, episode: EpisodeId): Effect.Effect<HeardSpans>
  }
>()("@aethercast/server/listening/HeardEpisodes") {
  static readonly layer = Layer.effect(
    HeardEpisodes,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const spans = SqlSchema.findAll({
        Request: Schema.Struct({ session: Schema.String, episode: Schema.String }),
        Result: HeardSpan,
        execute: ({ episode, session }) => sql`
          SELECT line_id AS line, lower(span) AS "from", upper(span) AS "to"
          FROM (
            SELECT line_id, unnest(range_agg(frames)) AS span FROM heard_spans
            WHERE session_id = ${session} AND episode_id = ${episode} GROUP BY line_id
          ) AS merged
          ORDER BY line_id, span LIMIT 5000
        `
      })
      return HeardEpisodes.of({
        add: Effect.fn("HeardEpisodes.add")(function* (
          session: SessionId,
          episode: EpisodeId,
          heard: HeardSpans
        ) {
          const played = heard.filter(({ from, to }) => from < to)
          if (played.length === 0) return
          yield* sql`
            INSERT INTO heard_spans (session_id, episode_id, line_id, frames)
            SELECT session_id, ${episode}, span ->> 'line',
              int4range((span ->> 'from')::int, (span ->> 'to')::int)
            FROM jsonb_array_elements(${JSON.stringify(played)}::text::jsonb) AS span, sessions
            -- It may have been deleted just now.
            WHERE session_id = ${session}
          `
        }, retrySql),
        find: (session, episode) => retrySql(spans({ session, episode }))
      })
    })
  )
}

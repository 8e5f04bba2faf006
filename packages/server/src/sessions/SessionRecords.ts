import { retrySql } from "@aethercast/cluster/SqlRetry"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { EpisodeRequest } from "@aethercast/domain/EpisodeRequest"
import { Follow } from "@aethercast/domain/Follow"
import { HeardSpan } from "@aethercast/domain/HeardSpans"
import { ListenerDocument } from "@aethercast/domain/ListenerDocument"
import { path } from "@aethercast/domain/Podcast"
import type { SessionId } from "@aethercast/domain/Session"
import { SessionRecord, SessionSummary } from "@aethercast/domain/SessionRecord"
import { Cursor } from "@aethercast/domain/Timeline"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { EpisodeDeletion } from "../listening/EpisodeDeletion.ts"
import { Sessions } from "./Sessions.ts"
import { Tastes } from "./Tastes.ts"

/** What is remembered of each session. */
export class SessionRecords extends Context.Service<
  SessionRecords,
  {
    summary(session: SessionId): Effect.Effect<SessionSummary>
    /** All of it. */
    get(session: SessionId): Effect.Effect<SessionRecord>
    /** Deletes all of it, and the session. */
    forget(session: SessionId): Effect.Effect<void>
  }
>()("@aethercast/server/sessions/SessionRecords") {
  static readonly layer = Layer.effect(
    SessionRecords,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const deletion = yield* EpisodeDeletion
      const sessions = yield* Sessions
      const tastes = yield* Tastes

      const summary = SqlSchema.findOne({
        Request: Schema.String,
        Result: SessionSummary,
        execute: (session) => sql`
          SELECT to_jsonb(created_at) #>> '{}' AS "createdAt",
            (SELECT count(*)::integer FROM episode_orders WHERE session_id = s.session_id) AS ordered,
            (SELECT count(*)::integer FROM listening_positions WHERE session_id = s.session_id) AS heard,
            '/feeds/' || feed_token || '.xml' AS feed
          FROM sessions s WHERE session_id = ${session}
        `
      })

      const find = SqlSchema.findOne({
        Request: Schema.String,
        Result: Row,
        execute: (session) => sql`
          SELECT to_jsonb(created_at) #>> '{}' AS "createdAt", to_jsonb(used_at) #>> '{}' AS "usedAt",
          '/feeds/' || feed_token || '.xml' AS feed,
          (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
              'id', episode_id, 'orderedAt', ordered_at, 'request', request
            ) ORDER BY ordered_at), '[]')
            FROM episode_orders WHERE session_id = s.session_id
          ) AS orders,
          (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
              'episodeId', episode_id, 'cursor', cursor, 'heardAt', heard_at
            ) ORDER BY heard_at), '[]')
            FROM listening_positions WHERE session_id = s.session_id
          ) AS positions,
          (
            SELECT coalesce(jsonb_agg(follow ORDER BY created_at), '[]')
            FROM follows WHERE session_id = s.session_id
          ) AS follows,
          (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
              'id', document_id, 'title', title, 'words', words, 'expiresAt', expires_at
            ) ORDER BY created_at), '[]')
            FROM listener_documents WHERE owner = s.session_id
          ) AS documents,
          (
            SELECT coalesce(jsonb_agg(jsonb_build_object('episodeId', episode_id, 'spans', spans)), '[]')
            FROM (
              SELECT episode_id, jsonb_agg(jsonb_build_object(
                'line', line_id, 'from', lower(span), 'to', upper(span)
              )) AS spans
              FROM (
                SELECT episode_id, line_id, unnest(range_agg(frames)) AS span
                FROM heard_spans WHERE session_id = s.session_id GROUP BY episode_id, line_id
              ) AS merged
              GROUP BY episode_id
            ) AS heard
          ) AS heard
          FROM sessions s WHERE session_id = ${session}
        `
      })

      const ordersOf = SqlSchema.findAll({
        Request: Schema.String,
        Result: Schema.Struct({ id: EpisodeId }),
        execute: (session) => sql`
          SELECT episode_id AS id FROM episode_orders WHERE session_id = ${session}
        `
      })

      const forget = Effect.fnUntraced(function* (session: SessionId) {
        const orders = yield* ordersOf(session)
        yield* deletion.delete(orders.map(({ id }) => id))
        yield* sql`DELETE FROM listener_documents WHERE owner = ${session}`
        yield* sql`UPDATE costs SET session = '' WHERE session = ${session}`
        // What it heard, follows and likes goes with it, by the foreign keys.
        yield* sql`DELETE FROM sessions WHERE session_id = ${session}`
        yield* sessions.invalidate(session)
      })

      return SessionRecords.of({
        summary: Effect.fn("SessionRecords.summary")(
          (session: SessionId) => retrySql(summary(session)),
          Effect.orDie
        ),
        get: Effect.fn("SessionRecords.get")(function* (session: SessionId) {
          const row = yield* retrySql(find(session))
          return new SessionRecord({
            ...row,
            taste: yield* tastes.signals(session),
            orders: row.orders.map(({ id, ...order }) => ({ ...order, path: path(id) }))
          })
        }, Effect.orDie),
        forget: Effect.fn("SessionRecords.forget")(
          // An order that came meanwhile keeps the session from being deleted.
          (session: SessionId) => retrySql(Effect.retry(forget(session), { times: 2 }))
        )
      })
    })
  )
}

const Row = Schema.Struct({
  createdAt: SessionRecord.fields.createdAt,
  usedAt: SessionRecord.fields.usedAt,
  feed: Schema.String,
  orders: Schema.Array(
    Schema.Struct({
      id: EpisodeId,
      orderedAt: Schema.DateTimeUtcFromString,
      request: Schema.fromJsonString(Schema.toCodecJson(EpisodeRequest))
    })
  ),
  positions: Schema.Array(
    Schema.Struct({
      episodeId: EpisodeId,
      cursor: Schema.toCodecJson(Cursor),
      heardAt: Schema.DateTimeUtcFromString
    })
  ),
  follows: Schema.toCodecJson(Schema.Array(Follow)),
  documents: Schema.toCodecJson(Schema.Array(ListenerDocument)),
  heard: Schema.Array(Schema.Struct({ episodeId: EpisodeId, spans: Schema.Array(HeardSpan) }))
})

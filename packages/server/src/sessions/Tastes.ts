import { frameMillis } from "@aethercast/domain/Clip"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { storableJson } from "@aethercast/cluster/PgText"
import type { EpisodeId } from "@aethercast/domain/EpisodeId"
import type { SessionId } from "@aethercast/domain/Session"
import { fromSignals, type Taste, TasteSignal, type Theme } from "@aethercast/domain/Taste"
import { Context, DateTime, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** How many signals of a session are remembered: the newest. */
const perSession = 200

/** Something that a session did with its episode. */
export interface EpisodeSignal {
  readonly episode: EpisodeId
  readonly kind: TasteSignal["_tag"]
  /** What distinguishes it from other signals of the episode; the same one is remembered once. */
  readonly cause: string
  readonly themes: ReadonlyArray<Theme>
  readonly lengthSeconds: number
}

/** What sessions like, as it follows from what they did. */
export class Tastes extends Context.Service<
  Tastes,
  {
    learn(session: SessionId, signal: EpisodeSignal): Effect.Effect<void>
    get(session: SessionId): Effect.Effect<Taste>
    /** What the taste follows from, oldest first. */
    signals(session: SessionId): Effect.Effect<ReadonlyArray<TasteSignal>>
    /** Forgets one theme, or all of them. */
    forget(session: SessionId, theme?: Theme): Effect.Effect<void>
  }
>()("@aethercast/server/sessions/Tastes") {
  static readonly layer = Layer.effect(
    Tastes,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      const find = SqlSchema.findAll({
        Request: Schema.String,
        Result: Schema.Struct({ signal: Schema.toCodecJson(TasteSignal) }),
        execute: (session) => sql`
          SELECT jsonb_build_object(
            '_tag', kind, 'themes', themes, 'givenAt', given_at,
            'heard', CASE WHEN kind = 'Ordered' THEN (
              SELECT coalesce(sum(upper(span) - lower(span)), 0) FROM (
                SELECT unnest(range_agg(frames)) AS span FROM heard_spans AS heard
                WHERE heard.session_id = t.session_id AND heard.episode_id = t.episode_id
                GROUP BY line_id
              ) AS merged
            ) * ${frameMillis / 1000}::float8 / length_seconds ELSE 0 END
          ) AS signal
          FROM taste_signals AS t WHERE session_id = ${session} ORDER BY given_at, cause
        `
      })
      const signals = (session: SessionId) =>
        Effect.orDie(
          retrySql(Effect.map(find(session), (rows) => rows.map(({ signal }) => signal)))
        )

      const prune = (session: SessionId) => sql`
        DELETE FROM taste_signals WHERE session_id = ${session} AND given_at < (
          SELECT given_at FROM taste_signals WHERE session_id = ${session}
          ORDER BY given_at DESC OFFSET ${perSession - 1}::int LIMIT 1
        )
      `

      return Tastes.of({
        learn: Effect.fn("Tastes.learn")(function* (session: SessionId, signal: EpisodeSignal) {
          const { cause, episode, kind, lengthSeconds, themes } = signal
          if (themes.length === 0) return
          yield* sql`
            INSERT INTO taste_signals
              (session_id, episode_id, cause, kind, themes, length_seconds)
            SELECT session_id, ${episode}, ${cause}, ${kind},
              ${storableJson(JSON.stringify(themes))}::text::jsonb, ${lengthSeconds}::int
            -- It may have been deleted just now.
            FROM sessions WHERE session_id = ${session}
            ON CONFLICT DO NOTHING
          `
          yield* prune(session)
        }, retrySql),

        get: Effect.fn("Tastes.get")(function* (session: SessionId) {
          return fromSignals(yield* signals(session), yield* DateTime.now)
        }),

        signals: Effect.fn("Tastes.signals")(signals),

        forget: Effect.fn("Tastes.forget")(function* (session: SessionId, theme?: Theme) {
          if (theme === undefined) {
            yield* sql`DELETE FROM taste_signals WHERE session_id = ${session}`
            return
          }
          yield* sql`
            UPDATE taste_signals SET themes = themes - ${theme}::text
            WHERE session_id = ${session}
          `
          yield* sql`DELETE FROM taste_signals WHERE session_id = ${session} AND themes = '[]'`
        }, retrySql)
      })
    })
  )
}

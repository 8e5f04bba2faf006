import { randomBytes } from "node:crypto"
import { listenerAddress } from "@aethercast/agents/sources/ListenerAddress"
import { storableJson } from "@aethercast/cluster/PgText"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { CannotFollow, Follow, FollowId, type FollowSettings } from "@aethercast/domain/Follow"
import { SessionId } from "@aethercast/domain/Session"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** How much a session may follow. */
const perSession = 20

/** What is to be made now for a session, and for which morning, such as `2026-11-27`. */
export class DueFollow extends Schema.Class<DueFollow>("aethercast/DueFollow")({
  session: SessionId,
  follow: Schema.toCodecJson(Follow),
  morning: Schema.String,
  /** Id of the topic of the last episode of a feed. */
  servedTopic: Schema.NullOr(Schema.String)
}) {}

/** The topics and feeds that sessions follow. */
export class Follows extends Context.Service<
  Follows,
  {
    /** The first morning is the next one. */
    add(session: SessionId, settings: FollowSettings): Effect.Effect<Follow, CannotFollow>
    /** Newest first. */
    list(session: SessionId): Effect.Effect<ReadonlyArray<Follow>>
    /** Whether the session followed it. */
    remove(session: SessionId, id: FollowId): Effect.Effect<boolean>
    /** Those whose last morning has not been served, the longest waiting first; at most 50. */
    readonly due: Effect.Effect<ReadonlyArray<DueFollow>>
    /** Their morning is served, with an episode about a topic of the feed if one is given. */
    serve(due: DueFollow, topic?: string): Effect.Effect<void>
  }
>()("@aethercast/server/listening/Follows") {
  static readonly layer = Layer.effect(
    Follows,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      /** The date of the last seven o'clock in a time zone. */
      const lastMorning = sql.literal("((now() AT TIME ZONE time_zone) - interval '7 hours')::date")

      const list = SqlSchema.findAll({
        Request: Schema.String,
        Result: Schema.Struct({ follow: Schema.toCodecJson(Follow) }),
        execute: (session) => sql`
          SELECT follow FROM follows WHERE session_id = ${session}
          ORDER BY created_at DESC, follow_id
        `
      })
      const due = SqlSchema.findAll({
        Request: Schema.Void,
        Result: DueFollow,
        execute: () => sql`
          SELECT session_id AS session, follow, ${lastMorning}::text AS morning,
            served_topic AS "servedTopic"
          FROM follows WHERE served_for < ${lastMorning} ORDER BY served_for, follow_id LIMIT 50
        `
      })
      const isKnown = (timeZone: string) =>
        retrySql(
          Effect.map(
            sql`SELECT FROM pg_timezone_names WHERE name = ${timeZone}`,
            (rows) => rows.length > 0
          )
        )

      return Follows.of({
        add: Effect.fn("Follows.add")(function* (session: SessionId, settings: FollowSettings) {
          const { followed, timeZone } = settings
          if (followed._tag === "Feed") {
            yield* Effect.mapError(Effect.fromResult(listenerAddress(followed.url)), (reason) =>
              refused(`This feed cannot be read: ${reason}.`)
            )
          }
          if (!(yield* isKnown(timeZone))) {
            return yield* refused(`There is no time zone "${timeZone}".`)
          }
          const id = yield* Effect.sync(() => FollowId.make(randomBytes(8).toString("hex")))
          const follow = new Follow({ ...settings, id })
          const added = yield* retrySql(sql`
            INSERT INTO follows (follow_id, session_id, follow, time_zone, served_for)
            SELECT ${id}, session_id, ${storableJson(encode(follow))}::text::jsonb, time_zone, ${lastMorning}
            FROM sessions, (SELECT ${timeZone}::text AS time_zone) AS zone
            WHERE session_id = ${session}
              AND (SELECT count(*) FROM follows WHERE session_id = ${session}) < ${perSession}::int
            RETURNING follow_id
          `)
          return added.length > 0 ? follow : yield* tooMany
        }),
        list: Effect.fn("Follows.list")((session: SessionId) =>
          retrySql(Effect.map(list(session), (rows) => rows.map(({ follow }) => follow)))
        ),
        remove: Effect.fn("Follows.remove")((session: SessionId, id: FollowId) =>
          retrySql(
            Effect.map(
              sql`DELETE FROM follows WHERE session_id = ${session} AND follow_id = ${id} RETURNING 1`,
              (rows) => rows.length > 0
            )
          )
        ),
        due: retrySql(due(undefined)),
        serve: Effect.fn("Follows.serve")(
          ({ follow, morning }: DueFollow, topic?: string) =>
            Effect.asVoid(sql`
              UPDATE follows SET served_for = ${morning}::text::date,
                served_topic = coalesce(${topic ?? null}::text, served_topic)
              WHERE follow_id = ${follow.id}
            `),
          retrySql
        )
      })
    })
  )
}

const refused = (reason: string) => new CannotFollow({ reason })
const tooMany = refused(`A session follows at most ${perSession} topics and feeds.`)

const encode = Schema.encodeSync(Schema.fromJsonString(Schema.toCodecJson(Follow)))

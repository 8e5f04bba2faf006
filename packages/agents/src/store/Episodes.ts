import { storableJson } from "@aethercast/cluster/PgText"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeEvent } from "@aethercast/domain/EpisodeEvent"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import * as EpisodeState from "@aethercast/domain/EpisodeState"
import { empty } from "@aethercast/domain/Timeline"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError, SqlSchema } from "effect/sql"

/** An episode after the first `version` of its changes. */
export interface StoredEpisode {
  readonly episode: Episode
  readonly version: number
}

/** Another activation of the episode's actor has written the same versions: this one has been replaced. */
export class EpisodeTakenOver extends Schema.TaggedError<EpisodeTakenOver>()("EpisodeTakenOver", {
  episodeId: EpisodeId
}) {}

/** Episodes, each as the ordered list of its changes. Only the actor of an episode writes to it. */
export class Episodes extends Context.Service<
  Episodes,
  {
    find(id: EpisodeId): Effect.Effect<Option.Option<StoredEpisode>>
    /** The episode without its lines. */
    head(id: EpisodeId): Effect.Effect<Option.Option<Episode>>
    /** Inserts an episode; one that exists is not changed, and one that was deleted does not come back. */
    open(episode: Episode): Effect.Effect<void>
    remove(id: EpisodeId): Effect.Effect<void>
    /**
     * Appends changes, of which the first is number `version`; `episode` is the state after them.
     * Dies with `EpisodeTakenOver` when another writer has appended others.
     */
    append(
      episode: Episode,
      changes: {
        readonly version: number
        readonly events: ReadonlyArray<EpisodeState.Change>
        /** The activation that writes. */
        readonly writer: string
      }
    ): Effect.Effect<void>
  }
>()("@aethercast/agents/store/Episodes") {
  static readonly layer = Layer.effect(
    Episodes,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const findRow = SqlSchema.findOneOption({
        Request: EpisodeId,
        Result: Row,
        execute: (id) => sql`
          SELECT opened, (
            SELECT coalesce(jsonb_agg(event ORDER BY version), '[]')
            FROM episode_events WHERE episode_id = episodes.episode_id
          ) AS events
          FROM episodes WHERE episode_id = ${id}
        `
      })
      const findHead = SqlSchema.findOneOption({
        Request: EpisodeId,
        Result: Schema.Struct({ head: Schema.toCodecJson(Episode) }),
        execute: (id) => sql`SELECT head FROM episodes WHERE episode_id = ${id}`
      })
      return Episodes.of({
        head: Effect.fn("Episodes.head")((id: EpisodeId) =>
          retrySql(
            Effect.map(
              findHead(id),
              Option.map(({ head }) => head)
            )
          )
        ),
        find: Effect.fn("Episodes.find")((id: EpisodeId) =>
          retrySql(Effect.map(findRow(id), Option.map(fromRow)))
        ),
        open: Effect.fn("Episodes.open")(function* (episode: Episode) {
          const head = storableJson(yield* encodeHead(episode))
          const opened = storableJson(yield* Schema.encodeEffect(episodeText)(episode))
          yield* sql`
            INSERT INTO episodes (episode_id, opened, head)
            SELECT ${episode.id}, ${opened}::text::jsonb, ${head}::text::jsonb
            WHERE NOT EXISTS (
              SELECT FROM episode_orders WHERE episode_id = ${episode.id} AND deleted_at IS NOT NULL
            )
            ON CONFLICT DO NOTHING
          `
        }, retrySql),
        // Its changes go with it, by the foreign key.
        remove: Effect.fn("Episodes.remove")(
          (id: EpisodeId) => Effect.asVoid(sql`DELETE FROM episodes WHERE episode_id = ${id}`),
          retrySql
        ),
        append: Effect.fn("Episodes.append")(function* (
          episode: Episode,
          { events, version, writer }: Parameters<Episodes["Service"]["append"]>[1]
        ) {
          const head = storableJson(yield* encodeHead(episode))
          const texts = storableJson(yield* Schema.encodeEffect(eventsText)(events))
          const last = version + events.length - 1
          yield* sql`
            WITH added AS (
              INSERT INTO episode_events (episode_id, version, event, writer)
              SELECT ${episode.id}, version, event, ${writer}
              FROM jsonb_array_elements(${texts}::text::jsonb) WITH ORDINALITY AS e (event, ordinal),
                LATERAL (SELECT ${version}::integer + ordinal::integer - 1 AS version) AS v
              -- A statement that is repeated because its answer was lost finds its own rows.
              WHERE NOT EXISTS (
                SELECT FROM episode_events own WHERE own.episode_id = ${episode.id}
                  AND own.version = v.version AND own.writer = ${writer}
              )
            )
            UPDATE episodes SET head = ${head}::text::jsonb, version = ${last}, updated_at = now()
            WHERE episode_id = ${episode.id} AND version < ${last}
          `.pipe(
            Effect.catchIf(isUniqueViolation, () =>
              Effect.die(new EpisodeTakenOver({ episodeId: episode.id }))
            )
          )
        }, retrySql)
      })
    })
  )
}

const isUniqueViolation = ({ reason }: SqlError.SqlError): boolean =>
  reason._tag === "UniqueViolation"

const episodeText = Schema.fromJsonString(Schema.toCodecJson(Episode))
const eventsText = Schema.fromJsonString(Schema.Array(Schema.toCodecJson(EpisodeEvent)))
const Row = Schema.Struct({
  opened: Schema.toCodecJson(Episode),
  events: Schema.Array(Schema.toCodecJson(EpisodeEvent))
})

const encodeHead = (episode: Episode) =>
  Schema.encodeEffect(episodeText)(new Episode({ ...episode, timeline: empty }))

const fromRow = ({ events, opened }: typeof Row.Type): StoredEpisode => ({
  episode: events.reduce(
    (episode, event) =>
      event._tag === "Snapshot" ? episode : EpisodeState.advance(episode, event),
    opened
  ),
  version: events.length
})

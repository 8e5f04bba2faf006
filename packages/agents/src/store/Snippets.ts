import { retrySql } from "@aethercast/cluster/SqlRetry"
import { storableJson } from "@aethercast/cluster/PgText"
import { Snippet } from "@aethercast/domain/Snippet"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { Context, type DateTime, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { CoverStandIn } from "../images/CoverPainter.ts"

/** The path of a cover on this server, and its alternative text. */
export class SnippetCover extends Schema.Class<SnippetCover>("aethercast/SnippetCover")({
  path: Schema.String,
  alt: Schema.String,
  /** Absent on what was painted as configured. */
  standIn: Schema.optionalKey(CoverStandIn)
}) {}

/** A topic with its snippet, and its cover once it is painted. */
export class PooledSnippet extends Schema.Class<PooledSnippet>("aethercast/PooledSnippet")({
  topic: Topic,
  snippet: Snippet,
  cover: Schema.optionalKey(SnippetCover)
}) {}

/** The snippets of earlier landing pages, which the next one starts from. */
export class Snippets extends Context.Service<
  Snippets,
  {
    find(topicId: TopicId): Effect.Effect<Option.Option<PooledSnippet>>
    /** Newest first. */
    latest(count: number): Effect.Effect<ReadonlyArray<PooledSnippet>>
    /** When each of the topics was first offered with its present snippet; the last 2,000. */
    readonly offeredSince: Effect.Effect<ReadonlyMap<TopicId, DateTime.Utc>>
    save(snippet: PooledSnippet): Effect.Effect<void>
    addCover(topicId: TopicId, cover: SnippetCover): Effect.Effect<void>
  }
>()("@aethercast/agents/store/Snippets") {
  static readonly layer = Layer.effect(
    Snippets,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const find = SqlSchema.findOneOption({
        Request: TopicId,
        Result: Row,
        execute: (id) => sql`
          SELECT pooled, cover, cover_alt AS alt, cover_stand_in AS "standIn" FROM snippets WHERE topic_id = ${id}
        `
      })
      const latest = SqlSchema.findAll({
        Request: Schema.Int,
        Result: Row,
        execute: (count) => sql`
          SELECT pooled, cover, cover_alt AS alt, cover_stand_in AS "standIn" FROM snippets ORDER BY crafted_at DESC LIMIT ${count}
        `
      })
      const offered = SqlSchema.findAll({
        Request: Schema.Void,
        Result: Schema.Struct({ topicId: TopicId, since: Schema.DateTimeUtcFromDate }),
        execute: () => sql`
          SELECT topic_id AS "topicId", crafted_at AS since FROM snippets
          ORDER BY crafted_at DESC LIMIT 2000
        `
      })
      return Snippets.of({
        find: Effect.fn("Snippets.find")((id: TopicId) =>
          retrySql(Effect.map(find(id), Option.map(fromRow)))
        ),
        latest: Effect.fn("Snippets.latest")((count: number) =>
          retrySql(Effect.map(latest(count), (rows) => rows.map(fromRow)))
        ),
        offeredSince: retrySql(
          Effect.map(
            offered(undefined),
            (rows) => new Map(rows.map(({ since, topicId }) => [topicId, since]))
          )
        ),
        save: Effect.fn("Snippets.save")(function* (pooled: PooledSnippet) {
          const text = yield* Schema.encodeEffect(asText)(pooled)
          yield* sql`
            INSERT INTO snippets (topic_id, pooled) VALUES (${pooled.topic.id}, ${storableJson(text)}::text::jsonb)
            ON CONFLICT (topic_id) DO UPDATE SET
              pooled = excluded.pooled, cover = NULL, cover_alt = NULL, cover_stand_in = NULL,
              crafted_at = now()
          `
        }, retrySql),
        addCover: Effect.fn("Snippets.addCover")(
          (topicId: TopicId, cover: SnippetCover) =>
            Effect.asVoid(sql`
              UPDATE snippets SET cover = ${cover.path}, cover_alt = ${cover.alt},
                cover_stand_in = ${cover.standIn ?? null}
              WHERE topic_id = ${topicId}
            `),
          retrySql
        )
      })
    })
  )
}

const wire = Schema.toCodecJson(PooledSnippet)
const asText = Schema.fromJsonString(wire)
const Row = Schema.Struct({
  pooled: wire,
  cover: Schema.NullOr(Schema.String),
  alt: Schema.NullOr(Schema.String),
  standIn: Schema.NullOr(CoverStandIn)
})

const fromRow = ({ alt, cover, pooled, standIn }: typeof Row.Type): PooledSnippet =>
  cover === null
    ? pooled
    : new PooledSnippet({
        ...pooled,
        cover: new SnippetCover({
          path: cover,
          alt: alt ?? "",
          ...(standIn !== null && { standIn })
        })
      })

import { retrySql } from "@aethercast/cluster/SqlRetry"
import { storableJson } from "@aethercast/cluster/PgText"
import { Episode } from "@aethercast/domain/Episode"
import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { empty, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** Episodes with their timelines. Only the actor of an episode writes to it. */
export class Episodes extends Context.Service<
  Episodes,
  {
    find(id: EpisodeId): Effect.Effect<Option.Option<Episode>>
    /** Inserts an episode; one that exists is not changed. */
    open(episode: Episode): Effect.Effect<void>
    /** Updates everything of an episode except its lines. */
    save(episode: Episode): Effect.Effect<void>
    /** Inserts a finished line at its index in the timeline. */
    addLine(id: EpisodeId, ordinal: number, line: TimelineLine): Effect.Effect<void>
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
          SELECT head, (
            SELECT coalesce(jsonb_agg(line ORDER BY ordinal), '[]')
            FROM episode_lines WHERE episode_id = episodes.episode_id
          ) AS lines
          FROM episodes WHERE episode_id = ${id}
        `
      })
      return Episodes.of({
        find: Effect.fn("Episodes.find")((id: EpisodeId) =>
          retrySql(Effect.map(findRow(id), Option.map(fromRow)))
        ),
        open: Effect.fn("Episodes.open")(function* (episode: Episode) {
          const head = yield* encodeHead(episode)
          yield* sql`
            INSERT INTO episodes (episode_id, head) VALUES (${episode.id}, ${storableJson(head)}::text::jsonb)
            ON CONFLICT DO NOTHING
          `
        }, retrySql),
        save: Effect.fn("Episodes.save")(function* (episode: Episode) {
          const head = yield* encodeHead(episode)
          yield* sql`
            UPDATE episodes SET head = ${storableJson(head)}::text::jsonb, updated_at = now()
            WHERE episode_id = ${episode.id}
          `
        }, retrySql),
        addLine: Effect.fn("Episodes.addLine")(function* (
          id: EpisodeId,
          ordinal: number,
          line: TimelineLine
        ) {
          const text = yield* Schema.encodeEffect(lineText)(line)
          yield* sql`
            INSERT INTO episode_lines (episode_id, ordinal, line_id, line)
            VALUES (${id}, ${ordinal}, ${line.id}, ${storableJson(text)}::text::jsonb)
            ON CONFLICT DO NOTHING
          `
        }, retrySql)
      })
    })
  )
}

const lineText = Schema.fromJsonString(Schema.toCodecJson(TimelineLine))
const headText = Schema.fromJsonString(Schema.toCodecJson(Episode))
const Row = Schema.Struct({
  head: Schema.toCodecJson(Episode),
  lines: Schema.Array(Schema.toCodecJson(TimelineLine))
})

/** The lines are stored as rows of their own. */
const encodeHead = (episode: Episode) =>
  Schema.encodeEffect(headText)(
    new Episode({
      ...episode,
      timeline: new Timeline({ ...empty, chapters: episode.timeline.chapters })
    })
  )

const fromRow = ({ head, lines }: typeof Row.Type): Episode =>
  new Episode({ ...head, timeline: new Timeline({ chapters: head.timeline.chapters, lines }) })

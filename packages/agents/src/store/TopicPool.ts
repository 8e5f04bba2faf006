import { storableJson } from "@aethercast/cluster/PgText"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Topic } from "@aethercast/domain/Topic"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import type { Report } from "../sources/discovery/TopicMerging.ts"

/**
 * The topics that providers reported, shared by all nodes: each for two days after its last report, and
 * of each provider the 300 that were reported last.
 */
export class TopicPool extends Context.Service<
  TopicPool,
  {
    /** The earliest first. */
    readonly reports: Effect.Effect<ReadonlyArray<Report>>
    /** Changes when the topics change. */
    readonly version: Effect.Effect<string>
    /** Adds the topics that a provider reports now. One that it reported before keeps its place. */
    save(provider: string, topics: ReadonlyArray<Topic>): Effect.Effect<void>
  }
>()("@aethercast/agents/store/TopicPool") {
  static readonly layer = Layer.effect(
    TopicPool,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const reports = SqlSchema.findAll({
        Request: Schema.Void,
        Result: Schema.Struct({ provider: Schema.String, topic: wire }),
        execute: () => sql`
          SELECT provider, topic FROM pooled_topics WHERE expires_at > now()
          ORDER BY first_seen_at, provider, topic_id
        `
      })
      const version = SqlSchema.findOne({
        Request: Schema.Void,
        Result: Schema.Struct({ version: Schema.String }),
        execute: () => sql`
          SELECT md5(coalesce(string_agg(provider || topic_id, ' ' ORDER BY provider, topic_id), ''))
            AS version
          FROM pooled_topics WHERE expires_at > now()
        `
      })

      const save = Effect.fn("TopicPool.save")(
        function* (provider: string, topics: ReadonlyArray<Topic>) {
          for (const topic of topics) {
            const text = yield* Schema.encodeEffect(asText)(topic)
            yield* sql`
              INSERT INTO pooled_topics (provider, topic_id, topic, expires_at)
              VALUES (${provider}, ${topic.id}, ${storableJson(text)}::text::jsonb, now() + interval '2 days')
              ON CONFLICT (provider, topic_id) DO UPDATE SET
                topic = excluded.topic, expires_at = excluded.expires_at
            `
          }
          yield* sql`
            DELETE FROM pooled_topics WHERE expires_at <= now() OR (provider, topic_id) IN (
              SELECT provider, topic_id FROM pooled_topics WHERE provider = ${provider}
              ORDER BY expires_at DESC, first_seen_at DESC, topic_id OFFSET 300
            )
          `
        },
        (effect) => retrySql(sql.withTransaction(effect))
      )

      return TopicPool.of({
        reports: retrySql(reports(undefined)),
        version: retrySql(Effect.map(version(undefined), (row) => row.version)),
        save
      })
    })
  )
}

const wire = Schema.toCodecJson(Topic)
const asText = Schema.fromJsonString(wire)

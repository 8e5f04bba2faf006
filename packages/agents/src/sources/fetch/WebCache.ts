import { createHash } from "node:crypto"
import { storableJson } from "@aethercast/cluster/PgText"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Cache, Context, DateTime, Effect, Layer, Option, Ref, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** A response as it was received; `url` is its address after redirects. */
export class StoredResponse extends Schema.Class<StoredResponse>("aethercast/StoredResponse")({
  url: Schema.String,
  headers: Schema.Record(Schema.String, Schema.String),
  body: Schema.Uint8Array,
  /** When it was received, or confirmed last. */
  fetchedAt: Schema.DateTimeUtcFromDate,
  /** Until then it may be used without asking its site. */
  freshUntil: Schema.DateTimeUtcFromDate
}) {}

/**
 * What was read of the web with status 200, by its address, shared by all nodes: at most 256 MB, of which
 * what was used last is kept, and nothing that was not used for 30 days.
 */
export class WebCache extends Context.Service<
  WebCache,
  {
    find(url: string): Effect.Effect<Option.Option<StoredResponse>>
    /** Replaces an earlier response. One of more than 4 MB is not stored. */
    save(url: string, response: StoredResponse): Effect.Effect<void>
    remove(url: string): Effect.Effect<void>
  }
>()("@aethercast/agents/sources/fetch/WebCache") {
  static readonly layer = Layer.effect(
    WebCache,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const unswept = yield* Ref.make(sweepEvery)

      const find = SqlSchema.findOneOption({
        Request: Schema.String,
        Result: StoredResponse,
        execute: (key) => sql`
          WITH used AS (
            UPDATE web_documents SET used_at = now()
            WHERE url_sha256 = ${key} AND used_at < now() - interval '1 hour'
          )
          SELECT final_url AS url, headers, body, fetched_at AS "fetchedAt", fresh_until AS "freshUntil"
          FROM web_documents WHERE url_sha256 = ${key}
        `
      })

      const sweep = sql`
        DELETE FROM web_documents WHERE used_at < now() - interval '30 days' OR url_sha256 IN (
          SELECT url_sha256 FROM (
            SELECT url_sha256, sum(bytes) OVER (ORDER BY used_at DESC, url_sha256) AS total
            FROM web_documents
          ) AS newest WHERE total > ${maxBytes}::bigint
        )
      `

      const save = Effect.fn("WebCache.save")(function* (url: string, response: StoredResponse) {
        const bytes = response.body.length
        if (bytes > maxBodyBytes) return
        const { body, fetchedAt, freshUntil, headers, url: finalUrl } = response
        yield* sql`
          INSERT INTO web_documents
            (url_sha256, final_url, headers, body, bytes, fetched_at, fresh_until, used_at)
          VALUES (${keyOf(url)}, ${finalUrl}, ${storableJson(JSON.stringify(headers))}::text::jsonb, ${body},
            ${bytes}, ${DateTime.formatIso(fetchedAt)}::text::timestamptz,
            ${DateTime.formatIso(freshUntil)}::text::timestamptz, now())
          ON CONFLICT (url_sha256) DO UPDATE SET
            final_url = excluded.final_url, headers = excluded.headers, body = excluded.body,
            bytes = excluded.bytes, fetched_at = excluded.fetched_at,
            fresh_until = excluded.fresh_until, used_at = now()
        `
        const total = yield* Ref.updateAndGet(unswept, (before) => before + bytes)
        if (total >= sweepEvery) {
          yield* Ref.set(unswept, 0)
          yield* sweep
        }
      }, retrySql)

      return WebCache.of({
        find: Effect.fn("WebCache.find")((url) => retrySql(find(keyOf(url)))),
        save,
        remove: Effect.fn("WebCache.remove")((url) =>
          retrySql(sql`DELETE FROM web_documents WHERE url_sha256 = ${keyOf(url)}`).pipe(
            Effect.asVoid
          )
        )
      })
    })
  )

  /** The last 1,000 responses of this process. */
  static readonly layerMemory = Layer.effect(
    WebCache,
    Effect.gen(function* () {
      const cache = yield* Cache.make({
        capacity: 1000,
        lookup: (_: string) => Effect.succeed(Option.none<StoredResponse>())
      })
      return WebCache.of({
        find: (url) => Cache.get(cache, url),
        save: (url, response) => Cache.set(cache, url, Option.some(response)),
        remove: (url) => Cache.invalidate(cache, url)
      })
    })
  )
}

const maxBodyBytes = 4 * 1024 * 1024
const maxBytes = 256 * 1024 * 1024

/** After so many bytes a node looks for what is too much or too old. */
const sweepEvery = 16 * 1024 * 1024

const keyOf = (url: string): string => createHash("sha256").update(url).digest("hex")

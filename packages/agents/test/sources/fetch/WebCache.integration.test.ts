import { StoredResponse, WebCache } from "@aethercast/agents/sources/fetch/WebCache"
import { migrations } from "@aethercast/agents/store/Migrations"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import * as TestDatabase from "../../../../cluster/test/harness/TestDatabase.ts"

const response = (text: string, bytes = 10) =>
  new StoredResponse({
    url: `https://news.test/${text}`,
    headers: { "content-type": "text/plain", etag: '"\u0000 1"' },
    body: new Uint8Array(bytes).fill(7),
    fetchedAt: DateTime.makeUnsafe(1000),
    freshUntil: DateTime.makeUnsafe(2000)
  })

const WithCache = Layer.provideMerge(WebCache.layer, TestDatabase.layer(migrations))

const isKept = (url: string) => WebCache.use((cache) => Effect.map(cache.find(url), Option.isSome))

describe("the cache of the web", () => {
  it.live("gives back what was saved last, until it is removed", () =>
    Effect.gen(function* () {
      const cache = yield* WebCache
      yield* cache.save("https://a.test/", response("old"))
      yield* cache.save("https://a.test/", response("new"))
      const { body, fetchedAt, freshUntil, headers, url } = Option.getOrThrow(
        yield* cache.find("https://a.test/")
      )
      assert.deepStrictEqual(
        [url, [...body], headers["content-type"]],
        ["https://news.test/new", Array.from({ length: 10 }, () => 7), "text/plain"]
      )
      assert.deepStrictEqual(
        [fetchedAt, freshUntil].map((time) => DateTime.toEpochMillis(time)),
        [1000, 2000]
      )
      yield* cache.remove("https://a.test/")
      assert.isFalse(yield* isKept("https://a.test/"))
    }).pipe(Effect.provide(WithCache))
  )

  it.live(
    "keeps what was used last, within its bound, and nothing that was not used for long",
    () =>
      Effect.gen(function* () {
        const cache = yield* WebCache
        const sql = yield* SqlClient.SqlClient
        yield* cache.save("https://old.test/", response("old"))
        yield* cache.save("https://used.test/", response("used"))
        yield* cache.save("https://large.test/", response("large"))
        yield* sql`UPDATE web_documents SET used_at = now() - interval '31 days'
        WHERE final_url = 'https://news.test/old'`
        yield* sql`UPDATE web_documents SET bytes = 260000000, used_at = now() - interval '2 days'
        WHERE final_url = 'https://news.test/large'`
        yield* sql`UPDATE web_documents SET used_at = now() - interval '1 day'
        WHERE final_url = 'https://news.test/used'`
        // Enough to be swept, and in total more than the cache may have.
        for (const n of [1, 2, 3, 4, 5]) {
          yield* cache.save(`https://new.test/${n}`, response(`new${n}`, 4_100_000))
        }
        const kept = yield* Effect.forEach(
          ["https://old.test/", "https://large.test/", "https://used.test/", "https://new.test/5"],
          isKept
        )
        assert.deepStrictEqual(kept, [false, false, true, true])
      }).pipe(Effect.provide(WithCache))
  )

  it.live("does not store a response that is too large", () =>
    Effect.gen(function* () {
      const cache = yield* WebCache
      yield* cache.save("https://a.test/", response("huge", 4 * 1024 * 1024 + 1))
      assert.isFalse(yield* isKept("https://a.test/"))
    }).pipe(Effect.provide(WithCache))
  )
})

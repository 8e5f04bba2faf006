import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Feeds from "../../src/http/Feeds.ts"
import { feedToken, testSessions } from "../sessions/TestSessions.ts"
import { complete, testOrders } from "./TestApi.ts"
import { ask, served, text } from "./TestServer.ts"

layer(served(Feeds.layer.pipe(Layer.provide([testSessions, testOrders]))), {
  excludeTestServices: true
})("the feed of a session", (it) => {
  it.effect("is found by its token, and by nothing else", () =>
    Effect.gen(function* () {
      const found = yield* ask(`/feeds/${feedToken}.xml`)
      assert.strictEqual(found.status, 200)
      assert.strictEqual(found.headers["content-type"], "application/rss+xml; charset=utf-8")
      assert.include(text(found), complete.id)
      for (const other of ["b".repeat(40), feedToken.slice(1), "", `${feedToken}/x`]) {
        assert.strictEqual((yield* ask(`/feeds/${other}.xml`)).status, 404)
      }
    })
  )

  it.effect("names this server as its client does, and keeps its guid", () =>
    Effect.gen(function* () {
      const headers = { host: "casts.example", "x-forwarded-proto": "https" }
      const xml = text(yield* ask(`/feeds/${feedToken}.xml`, { headers }))
      assert.include(xml, `<enclosure url="https://casts.example/api/v1/podcasts/${complete.id}/`)
      const guid = /<podcast:guid>(.*)<\/podcast:guid>/.exec(xml)?.[1] ?? ""
      assert.match(guid, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      assert.include(text(yield* ask(`/feeds/${feedToken}.xml`, { headers })), guid)
    })
  )

  it.effect("is sent again only when it has changed", () =>
    Effect.gen(function* () {
      const { headers } = yield* ask(`/feeds/${feedToken}.xml`)
      const again = yield* ask(`/feeds/${feedToken}.xml`, {
        headers: { "if-none-match": headers.etag ?? "" }
      })
      assert.strictEqual(again.status, 304)
    })
  )
})

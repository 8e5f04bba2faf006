import { createServer } from "node:http"
import { NodeHttpClient, NodeHttpServer, NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, Layer, Result } from "effect"
import { HttpClient, HttpClientRequest, HttpRouter } from "effect/http"
import { parseEntries } from "@aethercast/agents/sources/FeedEntries"
import { Library } from "@aethercast/agents/sources/Library"
import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { documentPath } from "@aethercast/agents/sources/LibraryTopic"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { folderOf, libraryOf, note } from "./LibraryHarness.ts"

const hostileTitle = `Tides & <Moons> "ßé" ]]>`

const LibraryLayer = Layer.unwrap(
  Effect.gen(function* () {
    const folder = yield* folderOf({
      "tides/topic.json": JSON.stringify({
        title: hostileTitle,
        tags: ["a&b"],
        published: "2026-10-06"
      }),
      "tides/on the moon #1?.md": note(hostileTitle.replace("<", "&lt;")),
      "tides/page.html": `<html><head><title>Page</title></head><body><script>alert(1)</script><p>The tide comes in twice a day, as everybody here knows.</p></body></html>`,
      "plain.txt": "Plain text\n\nThe tide comes in twice a day, as everybody here knows.\n"
    })
    return libraryOf(folder)
  })
).pipe(Layer.provide(NodeServices.layer))

const TestLayer = LibrarySite.layer.pipe(
  Layer.provideMerge(LibraryLayer),
  Layer.merge(NodeHttpClient.layerNodeHttp)
)

const get = Effect.fnUntraced(function* (path: string, headers: Record<string, string> = {}) {
  const site = yield* LibrarySite
  const response = yield* HttpClient.execute(HttpClientRequest.get(site.origin + path, { headers }))
  return { status: response.status, headers: response.headers, text: yield* response.text }
})

layer(TestLayer, { excludeTestServices: true })("LibrarySite", (it) => {
  it.effect("listens on the loopback address only", () =>
    Effect.gen(function* () {
      assert.match((yield* LibrarySite).origin, /^http:\/\/127\.0\.0\.1:\d+$/)
    })
  )

  it.effect("has the topics of the library in its Atom feed", () =>
    Effect.gen(function* () {
      const { entries } = yield* Library
      const topics = yield* entries
      const { headers, text } = yield* get("/feed.xml")
      assert.strictEqual(headers["content-type"], "application/atom+xml; charset=utf-8")
      const feed = Result.getOrThrow(parseEntries(text, `${libraryOrigin}/feed.xml`))
      assert.deepStrictEqual(
        feed.entries,
        topics.map((topic) => ({
          id: `${libraryOrigin}/#${topic.id}`,
          title: topic.title,
          summary: topic.summary,
          categories: topic.tags,
          published: DateTime.formatIso(topic.publishedAt),
          links: [{ url: `${libraryOrigin}/#${topic.id}`, title: "" }],
          related: topic.documents.map((document) => ({
            url: libraryOrigin + documentPath(document),
            title: document.title
          }))
        }))
      )
    })
  )

  it.effect("serves a document unchanged, with its own type, and sandboxed", () =>
    Effect.gen(function* () {
      const types = new Map<string, string>()
      for (const topic of yield* (yield* Library).entries) {
        for (const document of topic.documents) {
          const { headers, status, text } = yield* get(documentPath(document))
          assert.strictEqual(status, 200)
          assert.strictEqual(text, Buffer.from(document.bytes).toString())
          assert.match(headers["content-security-policy"] ?? "", /default-src 'none';.*sandbox/)
          assert.strictEqual(headers["x-content-type-options"], "nosniff")
          types.set(document.file, headers["content-type"] ?? "")
        }
      }
      assert.deepStrictEqual(Object.fromEntries(types), {
        "on the moon #1?.md": "text/markdown; charset=utf-8",
        "page.html": "text/html; charset=utf-8",
        "plain.txt": "text/plain; charset=utf-8"
      })
    })
  )

  it.effect("has every document in its RSS feed, with links to the requested host", () =>
    Effect.gen(function* () {
      const { entries } = yield* Library
      const { origin } = yield* LibrarySite
      const documents = (yield* entries).flatMap((topic) => topic.documents)
      const { headers, text } = yield* get("/rss.xml")
      assert.strictEqual(headers["content-type"], "application/rss+xml; charset=utf-8")
      const feed = Result.getOrThrow(parseEntries(text, `${origin}/rss.xml`))
      assert.deepStrictEqual(
        feed.entries.map(({ links }) => links.map(({ url }) => url)),
        documents.map((document) => [origin + documentPath(document)])
      )
    })
  )

  it.effect("answers 304 when the entity tag matches", () =>
    Effect.gen(function* () {
      for (const path of ["/", "/feed.xml", "/plain/plain.txt"]) {
        const first = yield* get(path)
        const etag = first.headers["etag"] ?? ""
        const again = yield* get(path, { "if-none-match": `"other", ${etag}` })
        assert.deepStrictEqual([again.status, again.text, again.headers["etag"]], [304, "", etag])
        assert.strictEqual((yield* get(path, { "if-none-match": '"other"' })).status, 200)
      }
    })
  )

  it.effect("answers 404 for what is not a document", () =>
    Effect.gen(function* () {
      for (const path of [
        "/nothing",
        "/tides/nothing.md",
        "/tides/topic.json",
        "/tides/%2e%2e%2fplain.txt",
        "/tides/..%2f..%2f..%2fetc%2fpasswd"
      ]) {
        assert.strictEqual((yield* get(path)).status, 404)
      }
    })
  )

  it.effect("answers a search with a feed", () =>
    Effect.gen(function* () {
      const { text } = yield* get("/search?q=plain%20text")
      const feed = Result.getOrThrow(parseEntries(text, `${libraryOrigin}/search`))
      assert.deepStrictEqual(
        feed.entries.map(({ title }) => title),
        ["Plain text"]
      )
      assert.strictEqual((yield* get("/search")).status, 200)
    })
  )

  it.effect("allows crawlers everything", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* get("/robots.txt")).text, "User-agent: *\nAllow: /\n")
    })
  )

  it.effect("escapes titles in its index page", () =>
    Effect.gen(function* () {
      const { text } = yield* get("/")
      assert.include(text, "<h2>Tides &#38; &#60;Moons&#62;")
      assert.notInclude(text, "<Moons>")
    })
  )

  it.effect("rejects requests for another host", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* get("/plain/plain.txt", { host: "evil.test" })).status, 421)
      assert.strictEqual((yield* get("/plain/plain.txt", { host: "library.internal" })).status, 200)
    })
  )

  it.effect("can be served by another server under a path", () =>
    Effect.gen(function* () {
      const routes = HttpRouter.serve(LibrarySite.routes("/library"), {
        disableLogger: true,
        disableListenLog: true
      })
      const server = NodeHttpServer.layerServer(createServer, { port: 0, host: "127.0.0.1" })
      yield* Effect.gen(function* () {
        const found: Array<string> = []
        const client = yield* HttpClient.HttpClient
        const feed = yield* Effect.flatMap(client.get("/library/feed.xml"), ({ text }) => text)
        const { entries } = Result.getOrThrow(parseEntries(feed, "http://a.test/library/feed.xml"))
        for (const { url } of entries.flatMap(({ related }) => related)) {
          const { pathname } = new URL(url)
          const { status } = yield* client.get(pathname)
          assert.strictEqual(status, 200)
          found.push(pathname)
        }
        assert.strictEqual(found.length, 3)
        assert.isTrue(found.every((path) => path.startsWith("/library/")))
        assert.strictEqual((yield* client.get("/library")).status, 200)
        assert.strictEqual((yield* client.get("/feed.xml")).status, 404)
      }).pipe(
        Effect.provide(
          Layer.provideMerge(routes, NodeHttpServer.layerTest).pipe(Layer.provide(server))
        )
      )
    })
  )
})

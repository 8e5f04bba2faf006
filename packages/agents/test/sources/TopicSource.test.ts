import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Logger, Result } from "effect"
import { sourceId } from "@aethercast/agents/sources/Article"
import { parseEntries } from "@aethercast/agents/sources/FeedEntries"
import { CachedHttp } from "@aethercast/agents/sources/fetch/CachedHttp"
import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { Library, shippedLibrary } from "@aethercast/agents/sources/Library"
import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { documentPath } from "@aethercast/agents/sources/LibraryTopic"
import { browserUrl, libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { SearchProvider } from "@aethercast/agents/sources/search/SearchProvider"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { libraryOf, serve } from "./LibraryHarness.ts"

const WithLibrary = () =>
  TopicSource.layer.pipe(
    Layer.provide([CachedHttp.layerMemory, SearchProvider.layerOffline]),
    Layer.provide(GuardedHttp.layer()),
    Layer.provideMerge(Layer.fresh(LibrarySite.layer)),
    Layer.provideMerge(libraryOf(shippedLibrary))
  )

const news = "http://news.test"

const rss = `<?xml version="1.0"?><rss version="2.0"><channel><title>The &amp; News</title>
<item><title>Older &lt;b&gt;story&lt;/b&gt;</title><link>${news}/older</link><guid>1</guid><pubDate>Tue, 06 Oct 2026 08:00:00 GMT</pubDate><description>&lt;p&gt;It &amp;amp;&amp;#32;&lt;i&gt;more&lt;/i&gt;, 1 &amp;lt; 2.&lt;/p&gt;</description><category>sea</category></item>
<item><title>Newer story</title><link>/newer</link><guid>2</guid><pubDate>Wed, 07 Oct 2026 08:00:00 GMT</pubDate></item>
<item><title>Elsewhere</title><link>https://www.other.test/x</link><guid>3</guid></item>
<item><title>Private</title><link>http://library.internal/notes/diary.md</link></item>
<item><title>No link</title></item>
<item><title>Bad link</title><link>javascript:alert(1)</link></item>
</channel></rss>`

const topicsOf = (feeds: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const port = yield* serve((request, response) => {
      if (request.url === "/rss") response.end(rss)
      else response.writeHead(request.url === "/bad" ? 200 : 503).end("<html>no feed</html>")
    })
    const http = GuardedHttp.layerWith({ local: new Map([[news, port]]) })
    return yield* TopicSource.use(({ topics }) => topics).pipe(
      Effect.provide(
        TopicSource.layerWith({ feeds, searches: [] }).pipe(
          Layer.provide([CachedHttp.layerMemory, SearchProvider.layerOffline]),
          Layer.provide(http)
        )
      )
    )
  })

describe("TopicSource", () => {
  it.live("returns the topics of the library, newest first", () =>
    Effect.gen(function* () {
      const entries = yield* (yield* Library).entries
      const topics = yield* (yield* TopicSource).topics
      assert.isAtLeast(topics.length, 5)
      assert.deepStrictEqual(
        topics.map(({ id, publishedAt, sources, summary, tags, title }) => ({
          id,
          publishedAt: DateTime.formatIso(publishedAt),
          sources: sources.map((source) => ({ ...source })),
          summary,
          tags,
          title
        })),
        entries.map(({ documents, id, publishedAt, summary, tags, title }) => ({
          id,
          publishedAt: DateTime.formatIso(publishedAt),
          sources: documents.map((document) => ({
            id: sourceId(libraryOrigin + documentPath(document)),
            url: libraryOrigin + documentPath(document),
            title: document.title,
            site: "The Aethercast library"
          })),
          summary,
          tags,
          title
        }))
      )
      const times = topics.map(({ publishedAt }) => DateTime.formatIso(publishedAt))
      assert.deepStrictEqual(times, times.toSorted().toReversed())
    }).pipe(Effect.provide(WithLibrary()))
  )

  it.live("gives a document the same id whatever port the site listens on", () =>
    Effect.gen(function* () {
      const discovered = Effect.gen(function* () {
        const topics = yield* (yield* TopicSource).topics
        const { port } = yield* LibrarySite
        return {
          port,
          ids: topics.flatMap(({ sources }) => sources.map(({ id, url }) => `${id} ${url}`))
        }
      })
      const [first, second] = yield* Effect.all(
        [Effect.provide(discovered, WithLibrary()), Effect.provide(discovered, WithLibrary())],
        { concurrency: 2 }
      )
      assert.notStrictEqual(first.port, second.port)
      assert.deepStrictEqual(first.ids, second.ids)
    })
  )

  it.live("finds documents of the library for a query", () =>
    Effect.gen(function* () {
      const { find } = yield* TopicSource
      const found = yield* find("how do bees decide & dance?", 2)
      assert.isAtMost(found.length, 2)
      assert.match(found[0]?.url ?? "", /\/honeybees\//)
      assert.deepStrictEqual(yield* find("", 5), [])
    }).pipe(Effect.provide(WithLibrary()))
  )

  it.live("makes a topic of each entry of another site's feed", () =>
    Effect.gen(function* () {
      const topics = yield* topicsOf([`${news}/rss`])
      assert.deepStrictEqual(
        topics.map(({ sources, summary, tags, title }) => [
          title,
          summary,
          tags,
          sources.map((source) => [source.url, source.title, source.site])
        ]),
        [
          ["Newer story", "", [], [[`${news}/newer`, "Newer story", "The & News"]]],
          [
            "Older story",
            "It & more, 1 < 2.",
            ["sea"],
            [[`${news}/older`, "Older story", "The & News"]]
          ],
          ["Elsewhere", "", [], [["https://www.other.test/x", "Elsewhere", "other.test"]]]
        ]
      )
      assert.match(topics[0]?.id ?? "", /^newer-story-[0-9a-f]{8}$/)
    })
  )

  it.live("leaves out feeds that fail, and fails when all do", () =>
    Effect.gen(function* () {
      const topics = yield* topicsOf([`${news}/bad`, `${news}/rss`, `${news}/busy`])
      assert.strictEqual(topics.length, 3)
      const error = yield* Effect.flip(topicsOf([`${news}/bad`, `${news}/busy`]))
      assert.deepInclude(error, {
        _tag: "SourceUnavailable",
        url: `${news}/bad`,
        reason: "it is not a feed"
      })
    })
  )

  it.live("logs a search that fails without the words of the listener", () =>
    Effect.gen(function* () {
      const port = yield* serve((_, response) => response.writeHead(503).end())
      const logged: Array<string> = []
      const searches = [`${news}/search?q={searchTerms}`]
      const SourceLayer = TopicSource.layerWith({ feeds: [], searches }).pipe(
        Layer.provide([CachedHttp.layerMemory, SearchProvider.layerOffline]),
        Layer.provide(GuardedHttp.layerWith({ local: new Map([[news, port]]) })),
        Layer.provideMerge(
          Logger.layer([Logger.make(({ message }) => logged.push(JSON.stringify(message)))])
        )
      )
      yield* TopicSource.use(({ find }) => Effect.flip(find("small farms", 8))).pipe(
        Effect.provide(SourceLayer)
      )
      assert.lengthOf(logged, 1)
      assert.include(logged[0], `The feed ${news}/search is left out: it answered 503`)
      assert.notInclude(logged[0], "farms")
    })
  )

  it("reads JSON feeds and RDF", () => {
    const json = JSON.stringify({
      version: "https://jsonfeed.org/version/1.1",
      title: "J",
      items: [
        {
          id: "1",
          url: "/a",
          title: "A",
          content_html: "<p>Text</p>",
          tags: ["t"],
          date_published: "2026-10-06T00:00:00Z"
        }
      ]
    })
    const rdf = `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>R</title><link>x</link><description>d</description></channel><item rdf:about="/a"><title>A</title><link>/a</link><description>Text</description><dc:date>2026-10-06T00:00:00Z</dc:date></item></rdf:RDF>`
    for (const text of [json, rdf]) {
      const [entry] = Result.getOrThrow(parseEntries(text, news)).entries
      assert.deepInclude(entry, {
        title: "A",
        summary: "Text",
        published: "2026-10-06T00:00:00Z",
        links: [{ url: `${news}/a`, title: "" }]
      })
    }
  })

  it("links a browser to the mounted library, and to other sites directly", () => {
    assert.strictEqual(browserUrl(`${libraryOrigin}/tides/a%20b.md`), "/library/tides/a%20b.md")
    assert.strictEqual(browserUrl("https://other.test/x"), "https://other.test/x")
  })
})

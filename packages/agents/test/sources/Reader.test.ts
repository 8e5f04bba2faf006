import type { RequestListener } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { passages } from "@aethercast/agents/sources/Article"
import { CachedHttp } from "@aethercast/agents/sources/fetch/CachedHttp"
import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { shippedLibrary } from "@aethercast/agents/sources/Library"
import { LibrarySite } from "@aethercast/agents/sources/LibrarySite"
import { Reader } from "@aethercast/agents/sources/Reader"
import { SearchProvider } from "@aethercast/agents/sources/search/SearchProvider"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { pdf } from "./files/Documents.ts"
import { libraryOf, note, serve, sourceAt } from "./LibraryHarness.ts"

const news = "http://news.test"

const read = (path: string) => Reader.use((reader) => reader.read(sourceAt(news + path)))

/** Reads a page of a site that the listener serves. */
const reading = (listener: RequestListener, path = "/a.md") =>
  Effect.gen(function* () {
    const port = yield* serve(listener)
    const http = GuardedHttp.layerWith({ local: new Map([[news, port]]) })
    return yield* Effect.result(read(path)).pipe(
      Effect.provide(
        Reader.layer.pipe(
          Layer.provide([CachedHttp.layerMemory, SearchProvider.layerOffline]),
          Layer.provide(http)
        )
      )
    )
  })

const site =
  (
    pages: Record<string, readonly [status: number, type: string, body: string | Uint8Array]>
  ): RequestListener =>
  (request, response) => {
    const [status, type, body] = pages[request.url ?? ""] ?? [404, "text/plain", "no"]
    response
      .writeHead(status, type.startsWith("/") ? { location: type } : { "content-type": type })
      .end(body)
  }

const latin1Page = (head: string) =>
  Buffer.from(
    `<html><head>${head}<title>Café</title></head><body><p>Das schöne Café am Meer ist geschlossen.</p></body></html>`,
    "latin1"
  )

const page: readonly [number, string, string] = [200, "text/markdown; charset=utf-8", note("Good")]

const LibraryReader = Layer.merge(Reader.layer, TopicSource.layer).pipe(
  Layer.provide([CachedHttp.layerMemory, SearchProvider.layerOffline]),
  Layer.provide(GuardedHttp.layer()),
  Layer.provide(LibrarySite.layer),
  Layer.provide(libraryOf(shippedLibrary))
)

describe("Reader", () => {
  it.live("reads every document of the library through its site", () =>
    Effect.gen(function* () {
      const reader = yield* Reader
      const topics = yield* (yield* TopicSource).topics
      const sources = topics.flatMap((topic) => topic.sources)
      assert.isAtLeast(sources.length, 15)
      const articles = yield* Effect.forEach(sources, (source) => reader.read(source), {
        concurrency: 4
      })
      for (const article of articles) {
        assert.isAtLeast(passages(article).length, 20)
        assert.isAtLeast(article.references.length, 2)
        assert.strictEqual(article.title, article.source.title)
      }
    }).pipe(Effect.provide(LibraryReader))
  )

  it.live("does not request what robots.txt forbids", () =>
    Effect.gen(function* () {
      const requests: Array<string> = []
      const pages = site({
        "/robots.txt": [200, "text/plain", "User-agent: *\nDisallow: /a"],
        "/a.md": page
      })
      const result = yield* reading((request, response) => {
        requests.push(request.url ?? "")
        pages(request, response)
      })
      assert.deepInclude(result, { _tag: "Failure" })
      assert.deepStrictEqual(requests, ["/robots.txt"])
    })
  )

  it.live("does not request the target of a redirect that robots.txt forbids", () =>
    Effect.gen(function* () {
      const requests: Array<string> = []
      const pages = site({
        "/robots.txt": [200, "text/plain", "User-agent: *\nDisallow: /c"],
        "/a.md": [302, "/b.md", ""],
        "/b.md": [301, "/c.md", ""],
        "/c.md": page
      })
      const result = yield* reading((request, response) => {
        requests.push(request.url ?? "")
        pages(request, response)
      })
      assert.strictEqual(
        result._tag === "Failure" && result.failure.reason,
        "robots.txt forbids it"
      )
      assert.deepStrictEqual(requests, ["/robots.txt", "/a.md", "/b.md"])
    })
  )

  it.live("requests robots.txt once", () =>
    Effect.gen(function* () {
      const requests: Array<string> = []
      const pages = site({ "/a.md": page, "/b.md": page, "/c.md": page })
      const port = yield* serve((request, response) => {
        requests.push(request.url ?? "")
        pages(request, response)
      })
      const http = GuardedHttp.layerWith({ local: new Map([[news, port]]) })
      yield* Effect.all([read("/a.md"), read("/b.md"), read("/c.md#part")]).pipe(
        Effect.provide(
          Reader.layer.pipe(
            Layer.provide([CachedHttp.layerMemory, SearchProvider.layerOffline]),
            Layer.provide(http)
          )
        )
      )
      assert.deepStrictEqual(requests, ["/robots.txt", "/a.md", "/b.md", "/c.md"])
    })
  )

  const failures: ReadonlyArray<
    readonly [
      name: string,
      pages: Parameters<typeof site>[0],
      tag: "SourceUnavailable" | "SourceUnreadable",
      reason: string
    ]
  > = [
    ["is missing", {}, "SourceUnreadable", "it answered 404"],
    ["is busy", { "/a.md": [503, "text/plain", ""] }, "SourceUnavailable", "it answered 503"],
    [
      "limits our rate",
      { "/a.md": [429, "text/plain", ""] },
      "SourceUnavailable",
      "it answered 429"
    ],
    [
      "is an image",
      { "/a.md": [200, "image/png", "x"] },
      "SourceUnreadable",
      'it is of the type "image/png"'
    ],
    ["is empty", { "/a.md": [200, "text/html", ""] }, "SourceUnreadable", "it is empty"],
    [
      "has no prose",
      { "/a.md": [200, "text/html", "<p></p>"] },
      "SourceUnreadable",
      "it has no text to read"
    ],
    [
      "is nested too deeply",
      { "/a.md": [200, "text/html", "<div>".repeat(20_000)] },
      "SourceUnreadable",
      "its elements are nested too deeply"
    ],
    [
      "belongs to a site whose robots.txt fails",
      { "/robots.txt": [500, "text/plain", ""], "/a.md": page },
      "SourceUnavailable",
      "robots.txt: it answered 500"
    ],
    [
      "redirects in circles",
      { "/a.md": [302, "/a.md", ""] },
      "SourceUnreadable",
      "it redirects too often"
    ]
  ]
  for (const [name, pages, tag, reason] of failures) {
    it.live(`fails with the reason when a page ${name}`, () =>
      Effect.gen(function* () {
        const result = yield* reading(site(pages))
        assert.deepInclude(result._tag === "Failure" ? result.failure : result, {
          _tag: tag,
          reason
        })
      })
    )
  }

  it.live("reads a PDF by its type, and by its content where it has none", () =>
    Effect.gen(function* () {
      const bytes = pdf([[["The tide comes in twice a day.", 11, 700]]])
      for (const type of ["application/pdf", "application/octet-stream"]) {
        const result = yield* reading(site({ "/a.pdf": [200, type, bytes] }), "/a.pdf")
        assert.deepStrictEqual(
          result._tag === "Success" && passages(result.success).map(({ text }) => text),
          ["The tide comes in twice a day."]
        )
      }
    })
  )

  it.live("does not read a page whose Content-Signal forbids it", () =>
    Effect.gen(function* () {
      const result = yield* reading((request, response) => {
        if (request.url === "/robots.txt") response.writeHead(404).end()
        else response.setHeader("content-signal", "search=yes, ai-input=no").end("Some text.")
      })
      assert.deepInclude(result._tag === "Failure" ? result.failure : result, {
        _tag: "SourceUnreadable",
        reason: "its Content-Signal forbids it"
      })
    })
  )

  it.live("decodes a page by its declared encoding", () =>
    Effect.gen(function* () {
      const declared = yield* reading(
        site({ "/a.md": [200, "text/html", latin1Page('<meta charset="iso-8859-1">')] })
      )
      const sent = yield* reading(
        site({ "/a.md": [200, "text/html; charset=iso-8859-1", latin1Page("")] })
      )
      for (const result of [declared, sent]) {
        assert.strictEqual(result._tag === "Success" && result.success.title, "Café")
      }
    })
  )
})

import type { IncomingMessage, ServerResponse } from "node:http"
import { ApiClient } from "@aethercast/agents/sources/fetch/ApiClient"
import { brave } from "@aethercast/agents/sources/search/BraveSearch"
import { mediaWiki } from "@aethercast/agents/sources/search/MediaWikiSearch"
import type { SearchEngine } from "@aethercast/agents/sources/search/SearchEngine"
import { SearchProvider } from "@aethercast/agents/sources/search/SearchProvider"
import { searxng } from "@aethercast/agents/sources/search/SearxngSearch"
import { tavily } from "@aethercast/agents/sources/search/TavilySearch"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { serve } from "../LibraryHarness.ts"

interface Call {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

/** A server that keeps what it was asked, and answers as the test says. */
const fake = Effect.fnUntraced(function* (answer: (call: Call, response: ServerResponse) => void) {
  const calls: Array<Call> = []
  const port = yield* serve((request, response) => {
    let body = ""
    request.on("data", (chunk) => (body += String(chunk)))
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://fake")
      const call = { method: request.method ?? "", url, headers: request.headers, body }
      calls.push(call)
      answer(call, response)
    })
  })
  return { address: `http://127.0.0.1:${port}`, calls }
})

const json = (body: unknown) => (_: Call, response: ServerResponse) =>
  response.setHeader("content-type", "application/json").end(JSON.stringify(body))

const search = (engines: ReadonlyArray<SearchEngine>, words = "old tides", limit = 5) =>
  SearchProvider.use((provider) => provider.search(words, limit)).pipe(
    Effect.provide(SearchProvider.layer({ engines }).pipe(Layer.provide(ApiClient.layerMemory)))
  )

const found = (engine: SearchEngine) =>
  Effect.map(search([engine]), (sources) => sources.map(({ title, url }) => [title, url]))

const key = Redacted.make("the-key")

describe("SearchProvider", () => {
  it.live("finds articles of a wiki in the order of its index", () =>
    Effect.gen(function* () {
      const { address, calls } = yield* fake(
        json({
          batchcomplete: true,
          continue: { gsroffset: 2, continue: "gsroffset||" },
          query: {
            pages: [
              page(2, "Tidal range", "https://en.wikipedia.org/wiki/Tidal_range"),
              page(1, "Tide", "https://en.wikipedia.org/wiki/Tide")
            ]
          }
        })
      )
      assert.deepStrictEqual(yield* found(mediaWiki(`${address}/w/api.php`)), [
        ["Tide", "https://en.wikipedia.org/wiki/Tide"],
        ["Tidal range", "https://en.wikipedia.org/wiki/Tidal_range"]
      ])
      const [call] = calls
      assert.strictEqual(call?.url.pathname, "/w/api.php")
      assert.strictEqual(call?.url.searchParams.get("gsrsearch"), "old tides")
      assert.strictEqual(call?.url.searchParams.get("gsrlimit"), "5")
      assert.match(call?.headers["user-agent"] ?? "", /^Aethercast\//)
    })
  )

  it.live("a wiki that has nothing, or reports an error with status 200, gives nothing", () =>
    Effect.gen(function* () {
      const none = yield* fake(json({ batchcomplete: true }))
      assert.deepStrictEqual(yield* found(mediaWiki(`${none.address}/api.php`)), [])
      const failing = yield* fake(json({ error: { code: "maxlag", info: "Waiting for a host" } }))
      assert.deepStrictEqual(yield* found(mediaWiki(`${failing.address}/api.php`)), [])
    })
  )

  it.live("finds pages with SearXNG", () =>
    Effect.gen(function* () {
      const { address, calls } = yield* fake(
        json({
          query: "old tides",
          number_of_results: 2,
          results: [
            { url: "https://a.example/1", title: "First", content: "", engine: "x", score: 2 },
            { url: "https://b.example/2", title: "Second", content: "", engine: "y", score: 1 }
          ],
          answers: [],
          suggestions: [],
          unresponsive_engines: [["z", "timeout"]]
        })
      )
      assert.deepStrictEqual(yield* found(searxng(`${address}/`)), [
        ["First", "https://a.example/1"],
        ["Second", "https://b.example/2"]
      ])
      assert.strictEqual(
        calls[0]?.url.href,
        "http://fake/search?q=old+tides&format=json&categories=general"
      )
    })
  )

  it.live("finds pages with Brave Search, whose titles are HTML, and sends its key", () =>
    Effect.gen(function* () {
      const { address, calls } = yield* fake(
        json({
          type: "search",
          query: { original: "old tides" },
          web: {
            type: "search",
            results: [
              {
                type: "search_result",
                title: "Salt &amp; <strong>tides</strong>",
                url: "https://a.example/"
              }
            ]
          }
        })
      )
      assert.deepStrictEqual(yield* found(brave({ key, address })), [
        ["Salt & tides", "https://a.example/"]
      ])
      const [call] = calls
      assert.strictEqual(call?.url.pathname, "/res/v1/web/search")
      assert.strictEqual(call?.url.searchParams.get("count"), "5")
      assert.strictEqual(call?.headers["x-subscription-token"], "the-key")
      const none = yield* fake(json({ type: "search", query: {} }))
      assert.deepStrictEqual(yield* found(brave({ key, address: none.address })), [])
    })
  )

  it.live("finds pages with Tavily, by a POST with its key", () =>
    Effect.gen(function* () {
      const { address, calls } = yield* fake(
        json({
          query: "old tides",
          answer: null,
          images: [],
          results: [
            {
              title: "Tides",
              url: "https://a.example/",
              content: "…",
              score: 0.9,
              raw_content: null
            }
          ],
          response_time: 1.2
        })
      )
      assert.deepStrictEqual(yield* found(tavily({ key, address })), [
        ["Tides", "https://a.example/"]
      ])
      const [call] = calls
      assert.deepStrictEqual(
        [call?.method, call?.url.pathname, call?.headers.authorization],
        ["POST", "/search", "Bearer the-key"]
      )
      assert.deepStrictEqual(JSON.parse(call?.body ?? ""), {
        query: "old tides",
        max_results: 5,
        search_depth: "basic"
      })
    })
  )

  it.live("takes turns among its engines, without duplicates and private addresses", () =>
    Effect.gen(function* () {
      const results = (...urls: ReadonlyArray<string>) =>
        fake(json({ results: urls.map((url) => ({ url, title: url })) }))
      const one = yield* results("https://a.example/", "http://10.0.0.1/", "https://b.example/")
      const two = yield* results(
        "https://c.example/",
        "https://a.example/",
        "http://library.internal/x"
      )
      const sources = yield* search([searxng(one.address), searxng(two.address)])
      assert.deepStrictEqual(
        sources.map(({ url }) => url),
        ["https://a.example/", "https://c.example/", "https://b.example/"]
      )
    })
  )

  const faults: Record<string, (call: Call, response: ServerResponse) => void> = {
    "is rate-limited": (_, response) => response.writeHead(429, { "retry-after": "60" }).end(),
    fails: (_, response) => response.writeHead(503).end("{}"),
    "refuses the key": (_, response) => response.writeHead(401).end('{"detail":"bad key"}'),
    "resets the connection": (_, response) => response.socket?.destroy(),
    "sends invalid JSON": (_, response) => response.end('{"results": ['),
    "sends other JSON": (_, response) => response.end('{"results": {"url": 1}}'),
    "sends too much": (_, response) => response.end(`"${"x".repeat(3_000_000)}"`),
    redirects: (_, response) => response.writeHead(302, { location: "http://10.0.0.1/" }).end()
  }
  for (const [fault, answer] of Object.entries(faults)) {
    it.live(`goes on with the others when an engine ${fault}`, () =>
      Effect.gen(function* () {
        const bad = yield* fake(answer)
        const good = yield* fake(json({ results: [{ url: "https://a.example/", title: "A" }] }))
        const sources = yield* search([searxng(bad.address), searxng(good.address)])
        assert.deepStrictEqual(
          sources.map(({ title }) => title),
          ["A"]
        )
      })
    )
  }

  it.effect("does not wait for an engine for longer than three seconds", () =>
    Effect.gen(function* () {
      const asked = Promise.withResolvers<void>()
      const slow = yield* fake(() => asked.resolve())
      const searching = yield* Effect.forkChild(search([searxng(slow.address)]))
      yield* Effect.promise(() => asked.promise)
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* Fiber.join(searching), [])
    })
  )

  it.effect("leaves an engine alone for as long as it asks for", () =>
    Effect.gen(function* () {
      let isBusy = true
      const { address, calls } = yield* fake((call, response) =>
        isBusy
          ? response.writeHead(429, { "retry-after": "60" }).end()
          : json({ results: [{ url: "https://a.example/", title: "A" }] })(call, response)
      )
      const engines = [searxng(address)]
      yield* Effect.gen(function* () {
        const provider = yield* SearchProvider
        assert.deepStrictEqual(yield* provider.search("tides", 5), [])
        isBusy = false
        yield* TestClock.adjust("59 seconds")
        assert.deepStrictEqual(yield* provider.search("tides", 5), [])
        assert.strictEqual(calls.length, 1)
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual((yield* provider.search("tides", 5)).length, 1)
      }).pipe(
        Effect.provide(SearchProvider.layer({ engines }).pipe(Layer.provide(ApiClient.layerMemory)))
      )
    })
  )
})

const page = (index: number, title: string, fullurl: string) => ({
  pageid: 100 + index,
  ns: 0,
  title,
  index,
  contentmodel: "wikitext",
  pagelanguage: "en",
  touched: "2026-11-01T00:00:00Z",
  fullurl,
  editurl: `${fullurl}?action=edit`,
  canonicalurl: fullurl
})

import type { RequestListener } from "node:http"
import { CachedHttp } from "@aethercast/agents/sources/fetch/CachedHttp"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as TestWeb from "../TestWeb.ts"

/** A site that answers each path as the test says, and is down when `down` is set. */
const site = (pages: Record<string, { status?: number; headers?: Record<string, string> }>) => {
  const state = { isDown: false, text: "first" }
  const listener: RequestListener = (request, response) => {
    if (state.isDown) {
      request.socket.destroy()
      return
    }
    const page = pages[request.url ?? ""]
    if (page === undefined) {
      response.writeHead(404).end()
      return
    }
    const etag = `"${state.text}"`
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304, { etag }).end()
      return
    }
    response.writeHead(page.status ?? 200, {
      "content-type": "text/plain",
      etag,
      ...page.headers
    })
    response.end(state.text)
  }
  return { listener, state }
}

/** Reads pages of a web with one site, `news.test`, and the sites given. */
const withWeb = <A, E>(
  sites: Record<string, RequestListener>,
  use: (web: TestWeb.TestWeb, http: CachedHttp["Service"]) => Effect.Effect<A, E>
) =>
  Effect.gen(function* () {
    const web = yield* TestWeb.make(sites)
    return yield* CachedHttp.use((http) => use(web, http)).pipe(
      Effect.provide(CachedHttp.layerMemory.pipe(Layer.provide(web.http)))
    )
  })

const textOf = ({ body }: { readonly body: Uint8Array }) => Buffer.from(body).toString()

/** The requests but those for robots.txt. */
const pages = (web: TestWeb.TestWeb) =>
  web.requests().filter((request) => !request.endsWith("/robots.txt"))

describe("CachedHttp", () => {
  it.effect(
    "asks a site again only when its response is out of date, and then on condition",
    () => {
      const { listener, state } = site({ "/a": { headers: { "cache-control": "max-age=60" } } })
      return withWeb({ "news.test": listener }, (web, http) =>
        Effect.gen(function* () {
          const url = web.at("news.test", "/a")
          const first = yield* http.read(url)
          assert.deepStrictEqual([textOf(first), first.isStale], ["first", false])
          yield* http.read(`${url}#part`)
          assert.deepStrictEqual(pages(web), ["news.test /a"])
          yield* TestClock.adjust("61 seconds")
          const confirmed = yield* http.read(url)
          assert.deepStrictEqual(
            [confirmed.status, textOf(confirmed), DateTime.toEpochMillis(confirmed.fetchedAt)],
            [200, "first", 61_000]
          )
          yield* http.read(url)
          assert.deepStrictEqual(pages(web), ["news.test /a"])
          state.text = "second"
          yield* TestClock.adjust("61 seconds")
          assert.strictEqual(textOf(yield* http.read(url)), "second")
        })
      )
    }
  )

  it.effect("reads a site that fails from the cache, for up to a week", () => {
    const { listener, state } = site({ "/a": {} })
    return withWeb({ "news.test": listener }, (web, http) =>
      Effect.gen(function* () {
        const url = web.at("news.test", "/a")
        yield* http.read(url)
        state.isDown = true
        yield* TestClock.adjust("6 days")
        const stale = yield* http.read(url)
        assert.deepStrictEqual([textOf(stale), stale.isStale], ["first", true])
        assert.strictEqual(DateTime.toEpochMillis(stale.fetchedAt), 0)
        yield* TestClock.adjust("2 days")
        assert.strictEqual((yield* Effect.flip(http.read(url)))._tag, "FetchFailed")
      })
    )
  })

  it.effect("forgets a page that is gone", () => {
    const gone: Record<string, { status?: number }> = { "/a": {} }
    const { listener, state } = site(gone)
    return withWeb({ "news.test": listener }, (web, http) =>
      Effect.gen(function* () {
        const url = web.at("news.test", "/a")
        yield* http.read(url)
        delete gone["/a"]
        yield* TestClock.adjust("1 hour")
        assert.strictEqual((yield* http.read(url)).status, 404)
        state.isDown = true
        assert.strictEqual((yield* Effect.flip(http.read(url)))._tag, "FetchFailed")
      })
    )
  })

  for (const header of ["no-store", "private, max-age=60"]) {
    it.effect(`does not keep a response that is "${header}"`, () => {
      const { listener } = site({ "/a": { headers: { "cache-control": header } } })
      return withWeb({ "news.test": listener }, (web, http) =>
        Effect.gen(function* () {
          yield* http.read(web.at("news.test", "/a"))
          yield* http.read(web.at("news.test", "/a"))
          assert.deepStrictEqual(pages(web), ["news.test /a", "news.test /a"])
        })
      )
    })
  }

  it.effect("leaves a site alone after three failures, and tries it again after a minute", () => {
    const { listener, state } = site({ "/a": { headers: { "cache-control": "no-store" } } })
    return withWeb({ "news.test": listener, "other.test": listener }, (web, http) =>
      Effect.gen(function* () {
        const url = web.at("news.test", "/a")
        const failure = Effect.map(Effect.flip(http.read(url)), ({ _tag }) => _tag)
        yield* http.read(url)
        state.isDown = true
        const failures = yield* Effect.replicateEffect(failure, 4)
        assert.deepStrictEqual(
          [...failures],
          ["FetchFailed", "FetchFailed", "FetchFailed", "FetchPostponed"]
        )
        state.isDown = false
        web.requests()
        assert.strictEqual(yield* failure, "FetchPostponed")
        assert.deepStrictEqual(web.requests(), [])
        assert.strictEqual(textOf(yield* http.read(web.at("other.test", "/a"))), "first")
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(textOf(yield* http.read(url)), "first")
      })
    )
  })

  it.effect("leaves a site alone for as long as it asks for", () => {
    const busy: Record<string, { status?: number; headers?: Record<string, string> }> = {
      "/a": { status: 429, headers: { "retry-after": "120" } },
      "/b": {}
    }
    const { listener } = site(busy)
    return withWeb({ "news.test": listener }, (web, http) =>
      Effect.gen(function* () {
        const refused = yield* Effect.flip(http.read(web.at("news.test", "/a")))
        assert.deepInclude(refused, { _tag: "FetchFailed", reason: "it answered 429" })
        web.requests()
        yield* TestClock.adjust("119 seconds")
        const postponed = yield* Effect.flip(http.read(web.at("news.test", "/b")))
        assert.strictEqual(postponed._tag, "FetchPostponed")
        assert.deepStrictEqual(web.requests(), [])
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual(textOf(yield* http.read(web.at("news.test", "/b"))), "first")
      })
    )
  })

  it.effect("waits between two pages as robots.txt asks, and not for long", () => {
    const { listener } = site({ "/a": {}, "/b": {}, "/c": {} })
    const slow: RequestListener = (request, response) =>
      request.url === "/robots.txt"
        ? response.end("User-agent: *\nCrawl-delay: 4")
        : listener(request, response)
    return withWeb({ "news.test": slow }, (web, http) =>
      Effect.gen(function* () {
        yield* http.read(web.at("news.test", "/a"))
        const second = yield* Effect.forkChild(http.read(web.at("news.test", "/b")), {
          startImmediately: true
        })
        const third = yield* Effect.forkChild(Effect.flip(http.read(web.at("news.test", "/c"))), {
          startImmediately: true
        })
        yield* TestClock.adjust("3 seconds")
        assert.deepStrictEqual(pages(web), ["news.test /a"])
        yield* TestClock.adjust("2 seconds")
        yield* Fiber.join(second)
        assert.deepInclude(yield* Fiber.join(third), {
          _tag: "FetchPostponed",
          reason: "its site wants to be read slowly"
        })
        assert.deepStrictEqual(pages(web), ["news.test /b"])
      })
    )
  })

  it.effect("checks robots.txt of each site that a redirect leads to", () => {
    const { listener } = site({ "/a": {} })
    const closed: RequestListener = (request, response) =>
      request.url === "/robots.txt"
        ? response.end("User-agent: *\nDisallow: /")
        : listener(request, response)
    return Effect.gen(function* () {
      let target = ""
      const moved: RequestListener = (request, response) =>
        request.url === "/robots.txt"
          ? response.writeHead(404).end()
          : response.writeHead(302, { location: target }).end()
      yield* withWeb({ "moved.test": moved, "closed.test": closed }, (web, http) =>
        Effect.gen(function* () {
          target = web.at("closed.test", "/a")
          const refused = yield* Effect.flip(http.read(web.at("moved.test", "/x")))
          assert.deepInclude(refused, { _tag: "FetchRefused", reason: "robots.txt forbids it" })
          assert.deepStrictEqual(pages(web), ["moved.test /x"])
          assert.strictEqual(textOf(yield* http.poll(target)), "first")
        })
      )
    })
  })

  it.effect("follows a redirect to a site again when the time that it asked for is over", () => {
    const busy: Record<string, { status?: number; headers?: Record<string, string> }> = {
      "/a": { status: 429, headers: { "retry-after": "60" } }
    }
    const { listener } = site(busy)
    return Effect.gen(function* () {
      let target = ""
      const moved: RequestListener = (request, response) =>
        request.url === "/robots.txt"
          ? response.writeHead(404).end()
          : response.writeHead(302, { location: target }).end()
      yield* withWeb({ "moved.test": moved, "busy.test": listener }, (web, http) =>
        Effect.gen(function* () {
          target = web.at("busy.test", "/a")
          const read = http.read(web.at("moved.test", "/x"))
          assert.strictEqual((yield* Effect.flip(read))._tag, "FetchFailed")
          busy["/a"] = {}
          yield* TestClock.adjust("59 seconds")
          assert.strictEqual((yield* Effect.flip(read))._tag, "FetchPostponed")
          yield* TestClock.adjust("2 seconds")
          assert.strictEqual(textOf(yield* read), "first")
        })
      )
    })
  })

  it.effect("uses what is cached when neither robots.txt nor the page can be fetched", () => {
    const { listener, state } = site({ "/a": {} })
    return withWeb({ "news.test": listener }, (web, http) =>
      Effect.gen(function* () {
        const url = web.at("news.test", "/a")
        yield* http.read(url)
        state.isDown = true
        yield* TestClock.adjust(Duration.hours(30))
        assert.isTrue((yield* http.read(url)).isStale)
      })
    )
  })
})

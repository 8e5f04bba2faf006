import type { RequestListener } from "node:http"
import { WebTopics } from "@aethercast/agents/sources/discovery/WebTopics"
import { CachedHttp } from "@aethercast/agents/sources/fetch/CachedHttp"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import * as TestWeb from "../TestWeb.ts"

const json =
  (body: unknown): RequestListener =>
  (_, response) =>
    response.setHeader("content-type", "application/json").end(JSON.stringify(body))

/** The topics of a provider of a web in which each provider has one site, on the morning of a day. */
const topicsOf = (name: string, sites: Record<string, RequestListener>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(Date.parse("2026-11-27T07:00:00Z"))
    const web = yield* TestWeb.make(sites)
    const origin = (host: string) => web.at(host).slice(0, -1)
    const layer = WebTopics.layer({
      feeds: [web.at("feed.test", "/atom"), web.at("feed.test", "/gone")],
      origins: {
        wikipedia: origin("wiki.test"),
        hackerNews: origin("hn.test"),
        gdelt: origin("gdelt.test")
      }
    }).pipe(Layer.provide(CachedHttp.layerMemory), Layer.provide(web.http))
    const result = yield* WebTopics.use(({ providers }) =>
      Effect.result(
        providers.find((provider) => provider.name === name)?.topics ?? Effect.succeed([])
      )
    ).pipe(Effect.provide(layer))
    return {
      requests: web.requests(),
      topics: Result.map(result, (topics) =>
        topics.map(({ publishedAt, sources, tags, title }) => [
          title,
          tags.join(),
          DateTime.formatIso(publishedAt),
          ...sources.map(({ url }) => url)
        ])
      )
    }
  })

const page = (title: string) => ({
  type: "standard",
  title: title.replaceAll(" ", "_"),
  normalizedtitle: title,
  extract: `${title} is an article.`,
  content_urls: {
    desktop: { page: `https://en.wikipedia.org/wiki/${title.replaceAll(" ", "_")}` },
    mobile: { page: `https://en.m.wikipedia.org/wiki/${title}` }
  }
})

describe("WebTopics", () => {
  it.effect(
    "reads what Wikipedia features, what is read most, the news, and this day in history",
    () =>
      Effect.gen(function* () {
        const { requests, topics } = yield* topicsOf("Wikipedia", {
          "wiki.test": json({
            tfa: page("Tidal bore"),
            mostread: {
              date: "2026-11-26Z",
              articles: [{ ...page("The Moon"), views: 9, rank: 1 }]
            },
            image: { title: "File:X.jpg" },
            news: [
              {
                story: "<!--Nov 26-->A <b>comet</b> &amp; its tail are seen.",
                links: [page("Comet")]
              }
            ],
            onthisday: [
              { text: "A bridge opens.", year: 1826, pages: [page("Bridge"), page("Strait")] }
            ]
          })
        })
        const day = "2026-11-27T00:00:00.000Z"
        const at = (title: string) => `https://en.wikipedia.org/wiki/${title}`
        assert.deepStrictEqual(requests, ["wiki.test /api/rest_v1/feed/featured/2026/11/27"])
        assert.deepStrictEqual(
          topics,
          Result.succeed([
            ["Tidal bore", "featured", day, at("Tidal_bore")],
            ["The Moon", "most read", day, at("The_Moon")],
            ["A comet & its tail are seen.", "news", day, at("Comet")],
            ["1826: A bridge opens.", "on this day", day, at("Bridge"), at("Strait")]
          ])
        )
      })
  )

  it.effect("reads a day of which Wikipedia has only a part", () =>
    Effect.gen(function* () {
      const { topics } = yield* topicsOf("Wikipedia", { "wiki.test": json({}) })
      assert.deepStrictEqual(topics, Result.succeed([]))
    })
  )

  it.effect("reads the stories of Hacker News that link to a public document", () =>
    Effect.gen(function* () {
      const { topics } = yield* topicsOf("Hacker News", {
        "hn.test": json({
          nbHits: 4,
          hits: [
            story("Show HN: a map", "https://map.example/"),
            { ...story("Ask HN: why?", "https://x.example/"), url: null },
            story("Mine", "http://192.168.0.1/"),
            { objectID: "4", created_at: "2026-11-27T05:00:00Z", points: null, title: null }
          ]
        })
      })
      assert.deepStrictEqual(
        topics,
        Result.succeed([
          ["Show HN: a map", "technology", "2026-11-27T05:00:00.000Z", "https://map.example/"]
        ])
      )
    })
  )

  it.effect("reads the articles of GDELT", () =>
    Effect.gen(function* () {
      const { topics } = yield* topicsOf("GDELT", {
        "gdelt.test": json({
          articles: [
            {
              url: "https://news.example/a",
              url_mobile: "",
              title: "A  wreck is found",
              seendate: "20261126T191500Z",
              socialimage: "",
              domain: "news.example",
              language: "English",
              sourcecountry: "United States"
            }
          ]
        })
      })
      assert.deepStrictEqual(
        topics,
        Result.succeed([
          ["A wreck is found", "news", "2026-11-26T19:15:00.000Z", "https://news.example/a"]
        ])
      )
      const none = yield* topicsOf("GDELT", { "gdelt.test": json({}) })
      assert.deepStrictEqual(none.topics, Result.succeed([]))
    })
  )

  it.effect("reads the feeds that can be read", () =>
    Effect.gen(function* () {
      const { topics } = yield* topicsOf("feeds", {
        "feed.test": (request, response) =>
          request.url === "/atom"
            ? response.end(
                '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>1</id><title>Salt</title><link href="https://salt.example/"/><updated>2026-11-26T10:00:00Z</updated></entry></feed>'
              )
            : response.writeHead(410).end()
      })
      assert.deepStrictEqual(
        topics,
        Result.succeed([["Salt", "", "2026-11-26T10:00:00.000Z", "https://salt.example/"]])
      )
    })
  )

  const faults: Record<string, RequestListener> = {
    "answers 429": (_, response) => response.writeHead(429, { "retry-after": "5" }).end(),
    "answers 404": (_, response) => response.writeHead(404).end(),
    "sends an error as text": (_, response) => response.end("Your query was too short."),
    "sends other JSON": json({ hits: "none", articles: 1, tfa: 1 }),
    "resets the connection": (request) => request.socket.destroy()
  }
  for (const [fault, site] of Object.entries(faults)) {
    it.effect(`a provider that ${fault} is unavailable`, () =>
      Effect.gen(function* () {
        for (const [name, host] of [
          ["Wikipedia", "wiki.test"],
          ["Hacker News", "hn.test"],
          ["GDELT", "gdelt.test"]
        ] as const) {
          const { topics } = yield* topicsOf(name, { [host]: site })
          assert.isTrue(Result.isFailure(topics), name)
        }
      })
    )
  }
})

const story = (title: string, url: string) => ({
  objectID: "1",
  title,
  url,
  points: 120,
  num_comments: 3,
  author: "a",
  created_at: "2026-11-27T05:00:00Z",
  _tags: ["story", "front_page"]
})

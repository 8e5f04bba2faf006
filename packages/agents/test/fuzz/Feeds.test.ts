import { Feed, type FetchedFeed, readFeed } from "@aethercast/agents/sources/FeedEntries"
import { parseFeedDate } from "@aethercast/agents/sources/FeedDate"
import { parseSubscriptions } from "@aethercast/agents/sources/Opml"
import { allowsBy } from "@aethercast/agents/sources/RobotsTxt"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { run } from "../../../cluster/test/harness/fuzz/Fuzz.ts"
import type { Random } from "../../../cluster/test/harness/fuzz/Random.ts"

const decode = Schema.decodeUnknownEffect(Feed)

const dates = ["2026-10-06T10:00:00Z", "Tue, 06 Oct 2026 10:00:00 +0200", "6 Oct 26 10:00 EST", "0"]

const text = (random: Random): string =>
  random.pick([
    () => "The wall was found",
    () => random.text(60),
    () => "&lt;p&gt;&eacute;&#x110000;&#0;&nosuch;&amp;amp;",
    () => `<![CDATA[<b>${random.text(20)}${random.oneIn(4) ? "" : "]]>"}`,
    () => "<p xmlns='http://www.w3.org/1999/xhtml'>deep<b>er</p>",
    () => random.pick(dates)
  ])()

const address = (random: Random): string =>
  random.pick(["/a", "https://a.test/b", "http://[", "javascript:x", "../../..", random.text(20)])

const element = (random: Random, names: ReadonlyArray<string>): string => {
  const name = random.pick(names)
  const attributes = random
    .list(2, () =>
      random.pick([
        ` href="${address(random)}"`,
        ` rel="${random.pick(["alternate", "related", "self"])}"`,
        ` xml:base="${address(random)}"`,
        ` isPermaLink="${random.text(5)}"`,
        ` type="${random.pick(["html", "xhtml", "text"])}"`,
        ` ${random.text(8)}`
      ])
    )
    .join("")
  return `<${name}${attributes}>${text(random)}${random.oneIn(12) ? "" : `</${name}>`}`
}

const fields =
  "title link guid description content:encoded pubDate category enclosure dc:date".split(" ")
const atomFields = "title id link summary content published updated category author".split(" ")

const xml = (random: Random): string => {
  const doctype = random.oneIn(6)
    ? `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${"&a;".repeat(random.int(50))}"><!ENTITY c SYSTEM "file:///etc/passwd">]>`
    : ""
  const head = `<?xml version="1.0"${random.oneIn(3) ? ` encoding="${random.pick(["utf-8", "latin2", random.text(8)])}"` : ""}?>${doctype}`
  const parts = (names: ReadonlyArray<string>) =>
    random.list(8, () => element(random, names)).join("")
  const items = (name: string, names: ReadonlyArray<string>) =>
    random.list(random.oneIn(20) ? 400 : 6, () => `<${name}>${parts(names)}</${name}>`).join("")
  return random.pick([
    () =>
      `${head}<rss version="2.0"><channel>${parts(fields)}${items("item", fields)}</channel></rss>`,
    () =>
      `${head}<feed xmlns="http://www.w3.org/2005/Atom">${parts(atomFields)}${items("entry", atomFields)}</feed>`,
    () =>
      `${head}<rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel>${parts(fields)}</channel>${items("item", fields)}</rdf:RDF>`,
    () => `${head}<rss>${"<channel>".repeat(random.int(2000))}`,
    () =>
      `${head}<opml><body>${"<outline text='a'>".repeat(random.int(random.oneIn(4) ? 3000 : 5))}<outline xmlUrl="${address(random)}" title="${random.text(9)}"/></body></opml>`
  ])()
}

const json = (random: Random): string =>
  JSON.stringify({
    version: random.pick(["https://jsonfeed.org/version/1.1", 1, null]),
    title: random.pick([text(random), 3, []]),
    items: random.pick([
      random.list(6, () => ({
        id: random.pick([random.text(5), 7, null]),
        url: address(random),
        title: random.pick([text(random), null, {}]),
        content_html: text(random),
        date_published: random.pick(dates),
        tags: random.pick([[text(random)], "a", [null]]),
        __proto__: null
      })),
      null,
      {}
    ])
  })

const feed = (random: Random): FetchedFeed => {
  const whole = Buffer.from(random.oneIn(4) ? json(random) : xml(random))
  return {
    bytes: random.oneIn(2) ? whole : random.mutate(whole),
    url: "https://a.test/feed.xml",
    ...(random.oneIn(4) ? { charset: random.pick(["utf-16be", "latin1", random.text(8)]) } : {})
  }
}

const show = ({ bytes, charset = "" }: FetchedFeed): string =>
  `${charset} ${JSON.stringify(Buffer.from(bytes).toString("latin1"))}`

describe("a feed of any bytes", () => {
  it.live("is read, with addresses on the web only, or refused", () =>
    run({
      inputs: 6000,
      make: feed,
      show,
      stallMillis: 400,
      feed: Effect.fnUntraced(function* (input) {
        const result = readFeed(input)
        if (Result.isFailure(result)) return assert.isAbove(result.failure.length, 5)
        const { entries } = yield* decode(result.success)
        assert.isAtMost(entries.length, 200)
        for (const { links, published, related } of entries) {
          parseFeedDate(published)
          for (const { url } of [...links, ...related]) assert.match(url, /^https?:\/\//)
        }
      })
    })
  )

  it.live("is a list of subscriptions, or none", () =>
    run({
      inputs: 2000,
      make: feed,
      show,
      stallMillis: 400,
      feed: ({ bytes }) =>
        Effect.sync(() => {
          const result = parseSubscriptions(Buffer.from(bytes).toString())
          if (Result.isFailure(result)) return
          for (const { url } of result.success) assert.match(url, /^https?:\/\//)
        })
    })
  )
})

describe("a robots.txt of any bytes", () => {
  it.live("allows a path or forbids it, soon", () =>
    run({
      inputs: 4000,
      make: (random) => {
        const rule = () =>
          random.pick([
            `User-agent: ${random.pick(["*", "aethercast", random.text(9)])}`,
            `Disallow: /${random.list(20, () => random.pick(["*", "a", "%", "$", "/"])).join("")}`,
            `Allow: ${random.text(30)}`,
            random.text(40)
          ])
        return {
          text: random.list(40, rule).join(random.pick(["\n", "\r"])),
          path: `/${"a".repeat(random.int(2000))}${random.text(20)}`
        }
      },
      show: JSON.stringify,
      stallMillis: 100,
      feed: ({ path, text }) =>
        Effect.sync(() => assert.isBoolean(allowsBy(text, "aethercast")(path)))
    })
  )
})

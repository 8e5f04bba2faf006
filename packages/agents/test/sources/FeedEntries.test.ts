import { assert, describe, it } from "@effect/vitest"
import { DateTime, Option, Result } from "effect"
import { parseFeedDate } from "@aethercast/agents/sources/FeedDate"
import { type Feed, readFeed } from "@aethercast/agents/sources/FeedEntries"
import { caseBytes } from "./Cases.ts"

const url = "https://harbour.example/feeds/feed.xml"

const feedOf = (content: string | Uint8Array): Feed =>
  Result.getOrThrow(readFeed({ bytes: Buffer.from(content), url }))

const rss = (items: string, attributes = "") =>
  feedOf(
    `<rss version="2.0"${attributes}><channel><title>Harbour news</title>${items}</channel></rss>`
  )

const iso = (text: string) =>
  Option.match(parseFeedDate(text), { onNone: () => "none", onSome: DateTime.formatIso })

describe("FeedEntries", () => {
  for (const [file, title] of [
    ["latin2", "Nová zeď v přístavu"],
    ["cp1251", "Новая стена"],
    ["sjis", "新しい港"]
  ] as const) {
    it(`reads ${file}.xml in the encoding that it declares`, () => {
      assert.strictEqual(
        feedOf(caseBytes(`feed-charset-declared/${file}.xml`)).entries[0]?.title,
        title
      )
    })
  }

  it("knows the names of all zones in use", () => {
    const { entries } = feedOf(caseBytes("feed-date-zones/feed.xml"))
    assert.strictEqual(entries.length, 11)
    for (const { published, title } of entries) {
      assert.match(iso(published), /^2026-10-06T/, title)
    }
  })

  it("decodes all named entities", () => {
    const [entry] = feedOf(caseBytes("feed-named-entities/feed.xml")).entries
    assert.strictEqual(entry?.title, "École Française, Über Señor Åke TM • ½")
    assert.strictEqual(entry?.summary, "£5 × 3 ≠ 16")
  })

  it("finds addresses and titles where other elements give them", () => {
    const rdf = feedOf(
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item rdf:about="https://harbour.example/1"><title>A</title></item></rdf:RDF>`
    )
    const json = feedOf(
      `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"https://harbour.example/1","title":"A"}]}`
    )
    const dc = rss(
      "<item><dc:title>A</dc:title><link>https://harbour.example/1</link></item>",
      ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    for (const { entries } of [rdf, json, dc]) {
      assert.deepStrictEqual(
        entries.map(({ links, title }) => [title, links[0]?.url]),
        [["A", "https://harbour.example/1"]]
      )
    }
  })

  it("takes no day that its month does not have", () => {
    assert.strictEqual(iso("Thu, 31 Feb 2002 00:00:00 GMT"), "none")
    assert.strictEqual(iso("Thu, 29 Feb 2024 00:00:00 GMT"), "2024-02-29T00:00:00.000Z")
  })

  it("decodes entities of XML that declares none", () => {
    const { entries } = rss("<item><title>&Eacute;cole &hellip;</title><link>/1</link></item>")
    assert.strictEqual(entries[0]?.title, "École ...")
  })

  it("takes a guid for the address of its item, unless it says otherwise", () => {
    const { dropped, entries } = rss(
      `<item><title>A</title><guid>https://harbour.example/a</guid></item>
       <item><title>B</title><guid isPermaLink="true">https://harbour.example/b</guid></item>
       <item><title>C</title><guid isPermaLink="false">https://harbour.example/c</guid></item>
       <item><title>D</title><guid>4711</guid></item>`
    )
    assert.deepStrictEqual(
      entries.map(({ links }) => links[0]?.url),
      ["https://harbour.example/a", "https://harbour.example/b"]
    )
    assert.deepStrictEqual(dropped, [
      { entry: "C", reason: "it has no address on the web" },
      { entry: "D", reason: "it has no address on the web" }
    ])
  })

  it("names an entry without a title by its text, and drops one without both", () => {
    const { dropped, entries } = rss(
      "<item><description>The &lt;b&gt;wall&lt;/b&gt; was found.</description><link>/a</link></item><item><link>/b</link></item>"
    )
    assert.deepStrictEqual(
      entries.map(({ title }) => title),
      ["The wall was found."]
    )
    assert.deepStrictEqual(dropped, [
      { entry: "https://harbour.example/b", reason: "it has neither a title nor a text" }
    ])
  })

  it("resolves addresses against xml:base", () => {
    const link = (feed: Feed) => feed.entries[0]?.links[0]?.url
    const item = (attributes = "") => `<item${attributes}><title>A</title><link>x</link></item>`
    assert.strictEqual(link(rss(item())), "https://harbour.example/feeds/x")
    assert.strictEqual(link(rss(item(), ' xml:base="/b/"')), "https://harbour.example/b/x")
    assert.strictEqual(
      link(rss(item(' xml:base="c/"'), ' xml:base="/b/"')),
      "https://harbour.example/b/c/x"
    )
    assert.strictEqual(
      link(
        feedOf(
          `<rss version="2.0"><channel xml:base="https://other.example/"><title>T</title>${item()}</channel></rss>`
        )
      ),
      "https://other.example/x"
    )
    assert.strictEqual(
      link(
        feedOf(
          '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/a/"><title>T</title><entry xml:base="b/"><id>1</id><title>A</title><link href="x"/></entry></feed>'
        )
      ),
      "https://harbour.example/a/b/x"
    )
  })

  it("resolves the links of Atom against an xml:base of their own", () => {
    const bases = [
      "c/",
      "c",
      "/c/",
      "//other.example/c/",
      "http://other.example",
      "../c?q=1",
      "?q=1"
    ]
    const references = [
      "x",
      "../x",
      "/x",
      "//third.example/x",
      "http://third.example/x",
      "?p=2&amp;q",
      "#x",
      ""
    ]
    for (const base of bases) {
      for (const reference of references) {
        const entry = (links: string) =>
          feedOf(
            `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/a/"><title>T</title><entry xml:base="b/"><id>1</id><title>A</title>${links}</entry></feed>`
          ).entries[0]
        const whole = new URL(base, "https://harbour.example/a/b/")
        const expected = new URL(reference.replace("&amp;", "&"), whole).href
        for (const link of [
          `<link xml:base="${base}" href="${reference}"/>`,
          `<link rel='alternate' href = '${reference}' xml:base = '${base}' />`
        ]) {
          assert.strictEqual(entry(link)?.links[0]?.url, expected, link)
        }
        const related = `<link href="https://a.test/"/><link rel="related" href="${reference}" xml:base="${base}"/>`
        assert.strictEqual(entry(related)?.related[0]?.url, expected, related)
      }
    }
  })

  it("reads a feed with a quotation mark in an xml:base", () => {
    const { entries } = feedOf(
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id><title>A</title><link xml:base='/a"b/' href="x"/></entry></feed>`
    )
    assert.strictEqual(entries[0]?.links[0]?.url, "https://harbour.example/a%22b/x")
  })

  it("leaves out what is hidden or deleted in a description", () => {
    const html =
      '&lt;p&gt;It took &lt;del&gt;five&lt;/del&gt; six years.&lt;/p&gt;&lt;p style="display:none"&gt;SECRET&lt;/p&gt;'
    assert.strictEqual(
      rss(`<item><title>A</title><link>/a</link><description>${html}</description></item>`)
        .entries[0]?.summary,
      "It took six years."
    )
  })

  it("refuses what is not a feed", () => {
    for (const text of ["<html></html>", "{}", "hello", ""]) {
      assert.isTrue(Result.isFailure(readFeed({ bytes: Buffer.from(text), url })))
    }
  })

  const dates: ReadonlyArray<readonly [text: string, expected: string]> = [
    ["Tue, 06 Oct 2026 08:00:00 GMT", "2026-10-06T08:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 UT", "2026-10-06T08:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 Z", "2026-10-06T08:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 EST", "2026-10-06T13:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 EDT", "2026-10-06T12:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 PDT", "2026-10-06T15:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 CET", "2026-10-06T07:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 cest", "2026-10-06T06:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 M", "2026-10-06T08:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 XYZ", "2026-10-06T08:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 +0200", "2026-10-06T06:00:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 -05:30", "2026-10-06T13:30:00.000Z"],
    ["Tue, 06 Oct 2026 08:00:00 GMT+2", "2026-10-06T06:00:00.000Z"],
    ["Tue, 6 Oct 26 08:00 EST", "2026-10-06T13:00:00.000Z"],
    ["06 Oct 1996 08:00:00 GMT (a comment)", "1996-10-06T08:00:00.000Z"],
    ["6 October 2026", "2026-10-06T00:00:00.000Z"],
    ["Tuesday, 06-Oct-26 08:00:00 GMT", "2026-10-06T08:00:00.000Z"],
    ["Tue Oct  6 08:00:00 2026", "2026-10-06T08:00:00.000Z"],
    ["October 6, 2026", "2026-10-06T00:00:00.000Z"],
    ["October 6, 2026 8:00 pm EDT", "2026-10-07T00:00:00.000Z"],
    ["October 6, 2026 12:05 AM", "2026-10-06T00:05:00.000Z"],
    ["Tue Oct  6 08:00:00 EDT 2026", "2026-10-06T12:00:00.000Z"],
    ["2026-10-06T08:00:00Z", "2026-10-06T08:00:00.000Z"],
    ["2026-10-06T08:00:00.123+02:00", "2026-10-06T06:00:00.000Z"],
    ["2026-10-06 08:00:00", "2026-10-06T08:00:00.000Z"],
    ["2026-10-06", "2026-10-06T00:00:00.000Z"],
    ["2026-10", "2026-10-01T00:00:00.000Z"],
    ["2026", "2026-01-01T00:00:00.000Z"],
    ["yesterday", "none"],
    ["Tue, 46 Oct 2026 08:00:00 GMT", "none"],
    ["", "none"]
  ]
  for (const [text, expected] of dates) {
    it(`reads the date ${JSON.stringify(text)}`, () => {
      assert.strictEqual(iso(text), expected)
    })
  }
})

import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { parseSubscriptions } from "@aethercast/agents/sources/Opml"

describe("Opml", () => {
  it("lists the feeds of all folders once, and only public ones", () => {
    const opml = `<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
      <outline text="News"><outline type="rss" text="A &amp; B" xmlUrl="https://a.example/feed"/>
        <outline text="Deep"><outline type="rss" title="C" text="c" xmlUrl="https://c.example/feed"/></outline></outline>
      <outline type="rss" text="Again" xmlUrl="https://a.example/feed"/>
      <outline xmlURL="https://d.example/feed"/>
      <outline text="Private" xmlUrl="http://192.168.1.1/feed"/>
      <outline text="Own" xmlUrl="http://library.internal/feed.xml"/>
      <outline text="A note"/></body></opml>`
    assert.deepStrictEqual(
      parseSubscriptions(opml),
      Result.succeed([
        { url: "https://a.example/feed", title: "A & B" },
        { url: "https://c.example/feed", title: "C" },
        { url: "https://d.example/feed", title: "d.example" }
      ])
    )
  })

  it("refuses what is not a list of feeds", () => {
    assert.deepStrictEqual(
      parseSubscriptions("<html></html>"),
      Result.fail("it is not a list of feeds")
    )
  })
})

import { assert, describe, it } from "@effect/vitest"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { DateTime } from "effect"
import { headline, spokenTitle, unreadSnippet } from "../../src/writing/Headline.ts"

const hostile = [
  "🌊🌊 How the Moon 🌝 makes the tides 🇫🇷",
  "a".repeat(200),
  "word ".repeat(40),
  "<script>alert(1)</script><b>Tides</b> &lt; <img src=x onerror=alert(1)>",
  "مدّ \u202eوجزر\u202c البحر",
  "潮汐是怎样形成的？",
  "**Tides** `rm -rf` [link](javascript:x) # heading",
  "\u0000\u0007\ud800 tides \u200b\u2066",
  "🌊",
  "<<<>>>",
  "   "
]

describe("Headline", () => {
  it("untrusted text becomes one bounded line of plain text", () => {
    for (const words of hostile) {
      const title = headline(words, 60)
      assert.isAtLeast(title.length, 1)
      assert.isAtMost(title.length, 60)
      assert.isTrue(title.isWellFormed())
      assert.notMatch(title, /[<>`*_[\]{}|]|\p{Extended_Pictographic}|\p{C}|javascript|alert/u)
    }
  })

  it("plain words are kept", () => {
    assert.strictEqual(headline(" Why is   the sky blue? ", 60), "Why is the sky blue?")
    assert.strictEqual(headline("潮汐是怎样形成的？", 60), "潮汐是怎样形成的？")
    assert.strictEqual(headline("🌊 Tides 🌊", 60), "Tides")
    assert.strictEqual(headline("one two three four", 12), "one two…")
  })

  it("a title is spoken without its subtitle and site", () => {
    assert.strictEqual(
      spokenTitle("Living with the tide: power and floods"),
      "Living with the tide"
    )
    assert.strictEqual(spokenTitle("Tidal acceleration - Wikipedia"), "Tidal acceleration")
    assert.strictEqual(spokenTitle("NASA: Tides"), "NASA: Tides")
  })

  it("a topic in a listener's words has a snippet before any source is read", () => {
    for (const words of hostile.filter((each) => each.length <= 200)) {
      const topic = new Topic({
        id: TopicId.make("words"),
        title: words,
        summary: "",
        tags: [],
        publishedAt: DateTime.makeUnsafe(0),
        sources: []
      })
      assert.isAtMost(unreadSnippet(topic).teaser.length, 320)
    }
  })
})

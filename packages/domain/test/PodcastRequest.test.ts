import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { PodcastRequest } from "../src/PodcastRequest.ts"
import { TopicId } from "../src/Topic.ts"

const decode = Schema.decodeUnknownSync(PodcastRequest, { onExcessProperty: "error" })

describe("PodcastRequest", () => {
  it("a topic is enough; length and style have defaults", () => {
    assert.deepStrictEqual(decode({ topicId: "tides" }), {
      subject: { _tag: "Known", topicId: TopicId.make("tides") },
      lengthSeconds: 180,
      style: "conversation",
      language: "en"
    })
    assert.deepStrictEqual(decode({ topic: " the tides ", lengthSeconds: 60, style: "story" }), {
      subject: { _tag: "Words", words: "the tides" },
      lengthSeconds: 60,
      style: "story",
      language: "en"
    })
  })

  it("two subjects, or none, are rejected with a message", () => {
    const message = "Give one of topicId, topic, url, text and documentId."
    assert.throws(() => decode({}), message)
    assert.throws(() => decode({ topic: "tides", topicId: "tides" }), message)
    assert.throws(() => decode({ url: "https://example.org", text: "A text." }), message)
  })

  it("a length out of range is rejected with a message", () => {
    for (const lengthSeconds of [0, 86_400]) {
      assert.throws(
        () => decode({ topic: "tides", lengthSeconds }),
        "An episode lasts between 30 seconds and 30 minutes"
      )
    }
  })

  it("a number of hosts that the style cannot have is rejected with a message", () => {
    const order = (style: string, hosts: number) => () => decode({ topic: "tides", style, hosts })
    assert.strictEqual(order("conversation", 4)().hosts, 4)
    assert.strictEqual(order("story", 1)().hosts, 1)
    assert.throws(order("lecture", 2), "A lecture has one host.")
    assert.throws(order("interview", 1), "An interview has 2 to 4 hosts.")
    assert.throws(order("story", 5), "An episode has one to four hosts.")
  })

  it("a focus is one line of 2 to 200 characters, without the space around them", () => {
    const focus = "what it means for small farms"
    assert.strictEqual(decode({ topic: "tides", focus: ` ${focus} ` }).focus, focus)
    assert.notProperty(decode({ topic: "tides" }), "focus")
    const unstorable = "farms\nIgnore\u0000all \ud83c"
    assert.strictEqual(
      decode({ topic: "tides", focus: unstorable }).focus,
      "farms Ignore all \ufffd"
    )
    for (const [wrong, message] of [
      ["", "Describe the focus in at least two characters."],
      ["\u0000\n", "Describe the focus in at least two characters."],
      ["x".repeat(201), "Describe the focus in at most 200 characters."]
    ] as const) {
      assert.throws(() => decode({ topic: "tides", focus: wrong }), message)
    }
  })

  it("an unknown field is rejected", () => {
    assert.throws(() => decode({ topic: "tides", lenghtSeconds: 60 }), "Unknown field.")
  })

  it("a decoded request encodes to the original", () => {
    const how = { lengthSeconds: 90, style: "briefing", language: "en" } as const
    for (const order of [
      { topicId: "tides", ...how },
      { topic: "tides", ...how, hosts: 3 },
      { topic: "tides", focus: "only since 2020", ...how },
      { url: "https://example.org/", withWeb: true, ...how },
      { text: "What the tide does.", withWeb: false, ...how },
      { documentId: "a".repeat(32), withWeb: false, ...how }
    ]) {
      assert.deepStrictEqual(Schema.encodeSync(PodcastRequest)(decode(order)), order)
    }
  })
})

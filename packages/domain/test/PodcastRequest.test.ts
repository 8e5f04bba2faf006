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

  it("both kinds of topic, or neither, are rejected with a message", () => {
    assert.throws(() => decode({}), "Give either topicId or topic.")
    assert.throws(
      () => decode({ topic: "tides", topicId: "tides" }),
      "Give either topicId or topic."
    )
  })

  it("a length out of range is rejected with a message", () => {
    for (const lengthSeconds of [0, 86_400]) {
      assert.throws(
        () => decode({ topic: "tides", lengthSeconds }),
        "An episode lasts between 30 seconds and 30 minutes"
      )
    }
  })

  it("an unknown field is rejected", () => {
    assert.throws(() => decode({ topic: "tides", lenghtSeconds: 60 }), "Unknown field.")
  })

  it("a decoded request encodes to the original", () => {
    const order = {
      topic: "tides",
      id: "a".repeat(32),
      lengthSeconds: 90,
      style: "briefing",
      language: "en"
    } as const
    assert.deepStrictEqual(Schema.encodeSync(PodcastRequest)(decode(order)), order)
  })
})

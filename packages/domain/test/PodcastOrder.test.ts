import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { PodcastOrder } from "../src/PodcastOrder.ts"
import { TopicId } from "../src/Topic.ts"

const decode = Schema.decodeUnknownSync(PodcastOrder, { onExcessProperty: "error" })

describe("PodcastOrder", () => {
  it("a topic is enough", () => {
    assert.deepStrictEqual(decode({ topicId: "tides" }), {
      subject: { _tag: "Known", topicId: TopicId.make("tides") },
      lengthSeconds: 180,
      style: "conversation"
    })
    assert.deepStrictEqual(decode({ topic: " the tides ", lengthSeconds: 60, style: "story" }), {
      subject: { _tag: "Words", words: "the tides" },
      lengthSeconds: 60,
      style: "story"
    })
  })

  it("two topics and none are refused in words", () => {
    assert.throws(() => decode({}), "Say either topicId or topic.")
    assert.throws(
      () => decode({ topic: "tides", topicId: "tides" }),
      "Say either topicId or topic."
    )
  })

  it("a length that nobody can listen to is refused in words", () => {
    for (const lengthSeconds of [0, 86_400]) {
      assert.throws(
        () => decode({ topic: "tides", lengthSeconds }),
        "An episode lasts between 30 seconds and 30 minutes"
      )
    }
  })

  it("a misspelt field is not overlooked", () => {
    assert.throws(() => decode({ topic: "tides", lenghtSeconds: 60 }), "There is no such field.")
  })

  it("what is decoded is encoded as it was said", () => {
    const order = {
      topic: "tides",
      id: "a".repeat(32),
      lengthSeconds: 90,
      style: "briefing"
    } as const
    assert.deepStrictEqual(Schema.encodeSync(PodcastOrder)(decode(order)), order)
  })
})

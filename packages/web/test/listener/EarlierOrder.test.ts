import { EpisodeId } from "@aethercast/domain/EpisodeId"
import { Subject } from "@aethercast/domain/EpisodeRequest"
import { TopicId } from "@aethercast/domain/Topic"
import { assert, describe, it } from "@effect/vitest"
import { earlierOrder, type Order } from "../../src/listener/EarlierOrder.ts"

const topic = (id: string) => Subject.cases.Known.make({ topicId: TopicId.make(id) })
const preferences = { lengthSeconds: 300, style: "story" } as const
const hour = 60 * 60 * 1000

const order = (letter: string, subject: Subject, at: number): Order => ({
  ...preferences,
  id: EpisodeId.make(letter.repeat(20)),
  subject,
  at
})

describe("an earlier order", () => {
  it("is the latest of the same topic, length and style", () => {
    const orders = [
      order("a", topic("tides"), 1),
      order("b", topic("tides"), 3),
      order("c", topic("tides"), 2),
      order("d", topic("bees"), 9)
    ]
    assert.strictEqual(earlierOrder(orders, topic("tides"), preferences, 10), orders[1]?.id)
    assert.isUndefined(earlierOrder(orders, topic("salt"), preferences, 10))
    for (const other of [{ lengthSeconds: 60 }, { style: "briefing" as const }]) {
      assert.isUndefined(earlierOrder(orders, topic("tides"), { ...preferences, ...other }, 10))
    }
  })

  it("with a focus is another than the card's", () => {
    const focused = { ...order("a", topic("tides"), 2), focus: "harbours" }
    const plain = order("b", topic("tides"), 1)
    assert.isUndefined(earlierOrder([focused], topic("tides"), preferences, 10))
    assert.strictEqual(earlierOrder([focused, plain], topic("tides"), preferences, 10), plain.id)
  })

  it("is forgotten after a day, and not found by words", () => {
    const words = Subject.cases.Words.make({ words: "tides" })
    const orders = [order("a", topic("tides"), 0), order("b", words, 0)]
    assert.isDefined(earlierOrder(orders, topic("tides"), preferences, 23 * hour))
    assert.isUndefined(earlierOrder(orders, topic("tides"), preferences, 25 * hour))
    assert.isUndefined(earlierOrder(orders, words, preferences, hour))
  })
})

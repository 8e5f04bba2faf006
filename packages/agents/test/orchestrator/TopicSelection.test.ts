import { select } from "@aethercast/agents/orchestrator/TopicSelection"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, DateTime, Schema } from "effect"

const now = DateTime.makeUnsafe("2026-11-22T12:00:00Z")

const topic = (id: string, daysOld: number, ...tags: ReadonlyArray<string>) =>
  new Topic({
    id: TopicId.make(id),
    title: id,
    summary: "",
    tags,
    publishedAt: DateTime.subtract(now, { hours: daysOld * 24 }),
    sources: []
  })

const selected = (topics: ReadonlyArray<Topic>, count: number) =>
  select(topics, count).map(({ id }) => String(id))

const Generated = Schema.Struct({
  days: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30 })),
  tags: Schema.Array(Schema.Literals(["sea", "sky", "earth"])).check(Schema.isMaxLength(3))
})
const topics = Arbitrary.map(
  Arbitrary.array(Arbitrary.schema(Generated), { maxLength: 30 }),
  (generated) => generated.map(({ days, tags }, index) => topic(`t${index}`, days, ...tags))
)

describe("the topic selection", () => {
  it("is ordered by freshness", () => {
    assert.deepStrictEqual(selected([topic("old", 9), topic("new", 1), topic("mid", 5)], 3), [
      "new",
      "mid",
      "old"
    ])
  })

  it("prefers another tag to a repeated one that is less than three days fresher", () => {
    const topics = [topic("sea1", 0, "sea"), topic("sea2", 1, "sea"), topic("sky", 3.5, "sky")]
    assert.deepStrictEqual(selected(topics, 3), ["sea1", "sky", "sea2"])
  })

  it("repeats a tag when everything else is older than that", () => {
    const topics = [topic("sea1", 0, "sea"), topic("sea2", 1, "sea"), topic("sky", 4.5, "sky")]
    assert.deepStrictEqual(selected(topics, 3), ["sea1", "sea2", "sky"])
  })

  it.prop(
    "has each topic once, as many as requested and available",
    [topics, Schema.Natural],
    ([all, count]) => {
      const ids = selected(all, count)
      assert.strictEqual(ids.length, Math.min(count, all.length))
      assert.strictEqual(new Set(ids).size, ids.length)
    }
  )

  it.prop("begins the same way when more topics are requested", [topics], ([all]) => {
    assert.deepStrictEqual(selected(all, 5), selected(all, 30).slice(0, 5))
  })
})

import { select } from "@aethercast/agents/orchestrator/TopicSelection"
import { sourceId } from "@aethercast/agents/sources/Article"
import { ScoredTopic } from "@aethercast/agents/sources/discovery/ScoredTopic"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { Source } from "@aethercast/domain/Source"
import { TopicId } from "@aethercast/domain/Topic"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, DateTime, Schema } from "effect"

const topic = (id: string, value: number, ...tags: ReadonlyArray<string>) =>
  new ScoredTopic({
    id: TopicId.make(id),
    title: id,
    summary: "",
    tags,
    publishedAt: DateTime.makeUnsafe(0),
    sources: [],
    score: { value, reasons: [] }
  })

const from = (site: string, scored: ScoredTopic) => {
  const url = `https://${site}/`
  const source = new Source({ id: sourceId(url), url, title: site, site })
  return new ScoredTopic({ ...scored, sources: [source] })
}

const selected = (topics: ReadonlyArray<ScoredTopic>, count: number) =>
  select(topics, count).map(({ id }) => String(id))

const Generated = Schema.Struct({
  value: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
  tags: Schema.Array(Schema.Literals(["sea", "sky", "earth"])).check(Schema.isMaxLength(3))
})
const topics = Arbitrary.map(
  Arbitrary.array(Arbitrary.schema(Generated), { maxLength: 30 }),
  (generated) => generated.map(({ tags, value }, index) => topic(`t${index}`, value, ...tags))
)

describe("the topic selection", () => {
  it("is ordered by the score", () => {
    assert.deepStrictEqual(
      selected([topic("low", 0.1), topic("high", 0.9), topic("mid", 0.5)], 3),
      ["high", "mid", "low"]
    )
  })

  it("prefers another tag to a repeated one that is only a little better", () => {
    const topics = [topic("sea1", 0.9, "sea"), topic("sea2", 0.8, "sea"), topic("sky", 0.75, "sky")]
    assert.deepStrictEqual(selected(topics, 3), ["sea1", "sky", "sea2"])
  })

  it("repeats a tag when everything else is much worse", () => {
    const topics = [topic("sea1", 0.9, "sea"), topic("sea2", 0.8, "sea"), topic("sky", 0.65, "sky")]
    assert.deepStrictEqual(selected(topics, 3), ["sea1", "sea2", "sky"])
  })

  it("prefers another site, but not to the library, which is one by chance", () => {
    const web = ["a", "b"].map((id, index) => from("news.test", topic(id, 0.9 - index * 0.05)))
    const other = from("other.test", topic("c", 0.8))
    assert.deepStrictEqual(selected([...web, other], 3), ["a", "c", "b"])
    const own = ["d", "e"].map((id, index) =>
      from("library.internal", topic(id, 0.9 - index * 0.05))
    )
    const inLibrary = own.map(
      (one) =>
        new ScoredTopic({
          ...one,
          sources: one.sources.map(
            (source) => new Source({ ...source, url: `${libraryOrigin}/${one.id}/a.md` })
          )
        })
    )
    assert.deepStrictEqual(selected([...inLibrary, other], 3), ["d", "e", "c"])
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

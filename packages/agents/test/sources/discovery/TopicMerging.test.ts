import { sourceId } from "@aethercast/agents/sources/Article"
import { merge, type Report } from "@aethercast/agents/sources/discovery/TopicMerging"
import { topicSlug } from "@aethercast/agents/sources/TopicSlug"
import { Source } from "@aethercast/domain/Source"
import { Topic } from "@aethercast/domain/Topic"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, DateTime, Schema } from "effect"

const report = (provider: string, title: string, url: string, hour = 0): Report => ({
  provider,
  topic: new Topic({
    id: topicSlug(title, url),
    title,
    summary: "",
    tags: [provider],
    publishedAt: DateTime.makeUnsafe(hour * 3_600_000),
    sources: [new Source({ id: sourceId(url), url, title, site: new URL(url).host })]
  })
})

const merged = (...reports: ReadonlyArray<Report>) =>
  merge(reports).map(({ publishers, topic }) => [topic.title, publishers.toSorted()])

describe("the merging of topics", () => {
  it("joins headlines that have most words in common", () => {
    assert.deepStrictEqual(
      merged(
        report("feeds", "Wreck of a Bronze Age ship found off Crete", "https://a.test/1"),
        report("GDELT", "Bronze Age ship wreck found near Crete", "https://b.test/2"),
        report("GDELT", "Bees vote on where to live", "https://c.test/3")
      ),
      [
        ["Wreck of a Bronze Age ship found off Crete", ["a.test", "b.test"]],
        ["Bees vote on where to live", ["c.test"]]
      ]
    )
  })

  it("joins reports of the same document, and counts who linked to it", () => {
    assert.deepStrictEqual(
      merged(
        report("feeds", "How tides work", "https://a.test/1"),
        report("Hacker News", "The sea goes up and down (2019)", "https://a.test/1")
      ),
      [["How tides work", ["Hacker News", "a.test"]]]
    )
  })

  it("does not join what has a word in common, nor the entries of one site", () => {
    assert.strictEqual(
      merged(
        report("feeds", "Coffee", "https://a.test/1"),
        report("feeds", "Coffee houses of London", "https://b.test/2"),
        report("feeds", "A short history of the glass of Venice", "https://c.test/1"),
        report("feeds", "A short history of the salt of Venice", "https://c.test/2")
      ).length,
      4
    )
  })

  it("keeps the id and the words of the first report, with the documents, tags and time of all", () => {
    const [merged] = merge([
      report("library", "How tides work", "https://a.test/1", 1),
      report("feeds", "How the tides work", "https://b.test/2", 5)
    ])
    assert.strictEqual(merged?.topic.id, topicSlug("How tides work", "https://a.test/1"))
    assert.deepStrictEqual(
      merged?.topic.sources.map(({ url }) => url),
      ["https://a.test/1", "https://b.test/2"]
    )
    assert.deepStrictEqual(merged?.topic.tags, ["library", "feeds"])
    assert.strictEqual(merged?.topic.publishedAt.epochMilliseconds, 5 * 3_600_000)
  })

  const Words = Schema.Array(
    Schema.Literals(["sea", "moon", "salt", "ship", "bee", "coffee", "wind"])
  ).check(Schema.isMinLength(1), Schema.isMaxLength(5))
  const reports = Arbitrary.map(
    Arbitrary.array(Arbitrary.schema(Words), { maxLength: 20 }),
    (titles) =>
      titles.map((words, index) => report("feeds", words.join(" "), `https://s${index}.test/`))
  )

  it.prop("loses no document, and names none twice", [reports], ([all]) => {
    const urls = merge(all).flatMap(({ topic }) => topic.sources.map(({ url }) => url))
    assert.deepStrictEqual(
      urls.toSorted(),
      all.flatMap(({ topic }) => topic.sources.map(({ url }) => url)).toSorted()
    )
  })
})

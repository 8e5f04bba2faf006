import { assert, describe, it } from "@effect/vitest"
import { topicSlug } from "@aethercast/agents/sources/TopicSlug"

describe("TopicSlug", () => {
  it("folds a name to lower-case letters, digits and hyphens", () => {
    assert.strictEqual(topicSlug("Café's  Dark_matter, 2!"), "cafes-dark-matter-2")
  })
  it("gives different ids to names of other scripts", () => {
    assert.match(topicSlug("宇宙"), /^topic-[0-9a-f]{8}$/)
    assert.notStrictEqual(topicSlug("宇宙 1"), topicSlug("地球 1"))
  })
  it("gives the same name different ids by what distinguishes it", () => {
    assert.notStrictEqual(topicSlug("News", "a"), topicSlug("News", "b"))
  })
  it("is at most as long as a topic id may be", () => {
    assert.isAtMost(topicSlug("ü".repeat(300), "x").length, 80)
  })
})

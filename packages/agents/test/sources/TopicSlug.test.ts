import { assert, describe, it } from "@effect/vitest"
import { topicSlug } from "@aethercast/agents/sources/TopicSlug"

describe("Slug", () => {
  it("folds a name to lower-case letters, digits and hyphens", () => {
    assert.strictEqual(topicSlug("Café's  Dark_matter, 2!"), "cafes-dark-matter-2")
  })
  it("tells names apart whose letters it cannot write", () => {
    assert.match(topicSlug("宇宙"), /^topic-[0-9a-f]{8}$/)
    assert.notStrictEqual(topicSlug("宇宙 1"), topicSlug("地球 1"))
  })
  it("gives the same name different ids when asked to tell it apart", () => {
    assert.notStrictEqual(topicSlug("News", "a"), topicSlug("News", "b"))
  })
  it("stays within the length of a topic id", () => {
    assert.isAtMost(topicSlug("ü".repeat(300), "x").length, 80)
  })
})

import { assert, describe, it } from "@effect/vitest"
import { match, subjectWords } from "@aethercast/agents/relevance/TopicQuery"
import { stems } from "@aethercast/agents/relevance/Stems"
import { query } from "./TestLexicon.ts"

const weights = (words: string) =>
  new Map(query(words).terms.map(({ weight, word }) => [word, weight]))

describe("TopicQuery", () => {
  it("gives rare nouns the most weight, and words that fit any subject nearly none", () => {
    const { size } = weights("why and how")
    assert.strictEqual(size, 0)
    const found = weights("how to find longitude at sea, a history")
    assert.strictEqual(found.get("longitude"), 1)
    assert.isBelow(found.get("sea") ?? 1, 0.7)
    assert.isBelow(found.get("history") ?? 1, 0.2)
    assert.isBelow(found.get("find") ?? 1, 0.2)
  })

  it("weighs words that fit any subject when there are no others", () => {
    assert.strictEqual(weights("world history").get("history"), 1)
  })

  it("weighs a noun that fits any subject when it makes another one of the next noun", () => {
    for (const words of ["news anchors", "The news anchors"]) {
      assert.strictEqual(weights(words).get("news"), 1, words)
    }
    for (const words of [
      "news about anchors",
      "anchor news",
      "famous anchors",
      "news anchors at sea"
    ]) {
      const [generic = ""] = words.match(/news|famous/) ?? []
      assert.isBelow(weights(words).get(generic) ?? 1, 0.2, words)
    }
  })

  it("searches for the subject without the rest of the question", () => {
    assert.strictEqual(subjectWords(query("how do ships find longitude")), "ships longitude")
  })

  it("matches inflections, synonyms and compounds", () => {
    const score = (words: string, text: string) =>
      query(words).terms.map((term) => match(stems(text), term))
    assert.deepStrictEqual(score("tides", "The tide rises."), [1])
    assert.deepStrictEqual(score("mariner", "A sailor told it."), [0.9])
    assert.deepStrictEqual(score("coffee houses", "London had coffeehouses."), [1, 1])
    assert.deepStrictEqual(score("chess", "The tide rises."), [0])
  })

  it("does not take a word for an unrelated one", () => {
    const pairs = [
      ["news", "At new moon the tide is high."],
      ["tidings", "The tide rises."],
      ["universe", "He studied at the University of Oxford."],
      ["universities", "The universe is old."],
      ["animation", "An animal slept."],
      ["authors", "The authorities closed it."],
      ["internal", "An international committee met."],
      ["engines", "An engineer came."],
      ["organs", "The organization met."],
      ["experience", "The experiment failed."],
      ["communism", "Bees communicate."],
      ["generals", "A generation later it generated power."]
    ] as const
    for (const [words, text] of pairs) {
      assert.deepStrictEqual(
        query(words).terms.map((term) => match(stems(text), term)),
        [0],
        words
      )
    }
    const scores = query("universities").terms.map((term) => match(stems("A university."), term))
    assert.deepStrictEqual(scores, [1])
  })

  it("counts inflections of a word once", () => {
    assert.strictEqual(query("dance, dances and dancing").terms.length, 1)
  })
})

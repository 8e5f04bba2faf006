import { assert, describe, it } from "@effect/vitest"
import { countWords, rank } from "@aethercast/agents/sources/DocumentRanking"
import { query } from "../relevance/TestLexicon.ts"

const documents = [
  {
    name: "tides",
    words: countWords(
      "How the Moon makes tides",
      "The sea rises twice a day because of the moon and the sun."
    )
  },
  {
    name: "coffee",
    words: countWords("Coffee", "Roasting makes the bean brown. Even the moon is mentioned once.")
  },
  { name: "bees", words: countWords("Honeybees", "A swarm decides by dancing.") }
]

const search = (words: string) =>
  rank(query(words), documents, ({ words }) => words, 10).map(({ name }) => name)

describe("DocumentRanking", () => {
  it("ranks a match in the title above one in the body", () => {
    assert.deepStrictEqual(search("moon"), ["tides", "coffee"])
  })
  it("matches plural and singular", () => {
    assert.deepStrictEqual(search("the tide"), ["tides"])
    assert.deepStrictEqual(search("HONEYBEE"), ["bees"])
  })
  it("finds nothing for stopwords, unknown words and an empty query", () => {
    assert.deepStrictEqual(search("tell me about the"), [])
    assert.deepStrictEqual(search("zeppelin"), [])
    assert.deepStrictEqual(search(""), [])
  })
  it("finds nothing without documents", () => {
    assert.deepStrictEqual(
      rank(query("moon"), [], () => countWords("", ""), 3),
      []
    )
  })
})

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { countWords, rank } from "@aethercast/agents/sources/DocumentRanking"
import { query } from "../relevance/TestLexicon.ts"

const documentOf = (name: string, title: string, paragraphs: ReadonlyArray<string>) =>
  Effect.map(countWords(title, paragraphs), (words) => ({ name, words }))

const documents = Effect.all([
  documentOf("tides", "How the Moon makes tides", [
    "The sea rises twice a day because of the moon and the sun."
  ]),
  documentOf("coffee", "Coffee", [
    "Roasting makes the bean brown.",
    "Even the moon is mentioned once."
  ]),
  documentOf("bees", "Honeybees", ["A swarm decides by dancing."])
])

const search = (words: string) =>
  documents.pipe(
    Effect.flatMap((all) => rank(query(words), all, ({ words }) => words, 10)),
    Effect.map((found) => found.map(({ name }) => name))
  )

describe("DocumentRanking", () => {
  it.effect("ranks a match in the title above one in the body", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* search("moon"), ["tides", "coffee"])
    })
  )
  it.effect("matches plural and singular", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* search("the tide"), ["tides"])
      assert.deepStrictEqual(yield* search("HONEYBEE"), ["bees"])
    })
  )
  it.effect("finds nothing for stopwords, unknown words and an empty query", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* search("tell me about the"), [])
      assert.deepStrictEqual(yield* search("zeppelin"), [])
      assert.deepStrictEqual(yield* search(""), [])
    })
  )
  it.effect("finds nothing without documents", () =>
    Effect.gen(function* () {
      const none = rank(query("moon"), [], () => ({ counts: new Map(), length: 0 }), 3)
      assert.deepStrictEqual(yield* none, [])
    })
  )
})

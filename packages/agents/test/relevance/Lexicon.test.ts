import { Lexicon } from "@aethercast/agents/relevance/Lexicon"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"

layer(Lexicon.layer.pipe(Layer.provide(NodeServices.layer)))("Lexicon", (it) => {
  it.effect("knows synonyms and kinds of a thing", () =>
    Effect.gen(function* () {
      const { find } = yield* Lexicon
      assert.deepInclude(find("submarine").related, { word: "undersea", strength: 0.9 })
      assert.deepInclude(find("bee").related, { word: "honeybee", strength: 0.8 })
    })
  )

  it.effect("knows which words are frequent, and which are nouns", () =>
    Effect.gen(function* () {
      const { find } = yield* Lexicon
      assert.isAbove(find("find").frequency, find("longitude").frequency)
      assert.isBelow(find("find").nounShare, 0.5)
      assert.strictEqual(find("longitude").nounShare, 1)
    })
  )

  it.effect("finds inflected forms", () =>
    Effect.gen(function* () {
      const { find } = yield* Lexicon
      assert.deepStrictEqual(find("bees"), find("bee"))
      assert.deepStrictEqual(find("navigated").frequency, find("navigate").frequency)
    })
  )

  it.effect("relates a form that is also a word of its own to what both are related to", () =>
    Effect.gen(function* () {
      const { find } = yield* Lexicon
      assert.includeDeepMembers([...find("baking").related], [...find("bake").related])
    })
  )

  it.effect("takes a word that is not listed for a rare noun", () =>
    Effect.gen(function* () {
      const { find } = yield* Lexicon
      for (const word of ["xkcdwmb", "a", "zzzz", "", "кофе", "1919"]) {
        assert.deepStrictEqual(find(word), { frequency: 0, nounShare: 1, related: [] })
      }
    })
  )
})

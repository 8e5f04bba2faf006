import { keywords } from "@aethercast/agents/relevance/Keywords"
import { Lexicon } from "@aethercast/agents/relevance/Lexicon"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"

layer(Lexicon.layer.pipe(Layer.provide(NodeServices.layer)))("keywords", (it) => {
  it.effect("are the two words that say the most about the subject of a text", () =>
    Effect.gen(function* () {
      const lexicon = yield* Lexicon
      const sentences = [
        "The Moon pulls at the sea twice a day.",
        "Each tide follows the Moon around the Earth.",
        "Most people think that a tide comes once a day.",
        "Harbours keep tables of every tide of the year."
      ]
      assert.strictEqual(keywords(lexicon, sentences), "tide moon")
    })
  )

  it.effect("are none where nothing is repeated", () =>
    Effect.gen(function* () {
      assert.strictEqual(keywords(yield* Lexicon, ["One thing.", "Another matter."]), "")
    })
  )
})

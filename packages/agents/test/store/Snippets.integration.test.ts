import { migrations } from "@aethercast/agents/store/Migrations"
import { Snippet } from "@aethercast/domain/Snippet"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import * as TestDatabase from "../../../cluster/test/harness/TestDatabase.ts"
import { PooledSnippet, SnippetCover, Snippets } from "../../src/store/Snippets.ts"
import { topicOf } from "../agents/Fixtures.ts"

const topic = topicOf("tides")
const snippet = new Snippet({
  topicId: topic.id,
  title: "Tides",
  teaser: "It rises.",
  coverPrompt: "",
  sources: []
})

const TestLayer = Snippets.layer.pipe(Layer.provideMerge(TestDatabase.layer(migrations)))

const coverOf = Effect.flatMap(Snippets, ({ find }) =>
  Effect.map(find(topic.id), (found) => Option.getOrThrow(found).cover)
)

describe("Snippets", () => {
  it.live("a cover is kept with why it is drawn, until its snippet is written anew", () =>
    Effect.gen(function* () {
      const { addCover, save } = yield* Snippets
      yield* save(new PooledSnippet({ topic, snippet }))
      assert.isUndefined(yield* coverOf)
      const painted = new SnippetCover({ path: "/media/1", alt: "Waves" })
      for (const cover of [
        painted,
        new SnippetCover({ ...painted, standIn: "drawing" }),
        painted
      ]) {
        yield* addCover(topic.id, cover)
        assert.deepStrictEqual(yield* coverOf, cover)
      }
      yield* save(new PooledSnippet({ topic, snippet }))
      assert.isUndefined(yield* coverOf)
    }).pipe(Effect.provide(TestLayer))
  )
})

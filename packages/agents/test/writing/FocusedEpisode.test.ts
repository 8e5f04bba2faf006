import * as FocusQuery from "@aethercast/agents/relevance/FocusQuery"
import { isOnFocus, withFocus } from "@aethercast/agents/relevance/FocusRelevance"
import { Lexicon } from "@aethercast/agents/relevance/Lexicon"
import { extractiveWriter } from "@aethercast/agents/writing/ExtractiveWriter"
import { OutlineRequest, SegmentRequest } from "@aethercast/agents/writing/ScriptWriter"
import { Passage } from "@aethercast/domain/Source"
import { TopicId } from "@aethercast/domain/Topic"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { libraryPages } from "./LibraryPages.ts"

/** The passages that an episode of two and a half minutes quotes. */
const quoted = Effect.fnUntraced(function* (name: string, passages: ReadonlyArray<Passage>) {
  const shared = {
    topicId: TopicId.make(name),
    title: `All about ${name}`,
    sources: libraryPages(name).sources,
    style: "conversation"
  } as const
  const { segments } = yield* extractiveWriter.outline(
    new OutlineRequest({ ...shared, passages, opening: [], seconds: 150 })
  )
  const chapters = yield* Effect.forEach(segments, (plan, index) =>
    extractiveWriter.segment(
      new SegmentRequest({
        ...shared,
        plan,
        index,
        passages: passages.filter(({ id }) => plan.passages.includes(id)),
        count: segments.length,
        previous: "",
        alreadySaid: []
      })
    )
  )
  const ids = new Set(chapters.flatMap(({ lines }) => lines.flatMap(({ passages }) => passages)))
  return passages.filter(({ id }) => ids.has(id))
})

const focused = Effect.fnUntraced(function* (name: string, focus: string) {
  const { passages } = libraryPages(name)
  return yield* withFocus(yield* Lexicon, FocusQuery.make(focus), passages)
})

/** How many of the passages that an episode quotes are about a focus, without it and with it. */
const counts = Effect.fnUntraced(function* (name: string, focus: string) {
  const weighed = yield* focused(name, focus)
  const onFocus = new Set(weighed.filter(isOnFocus).map(({ id }) => id))
  const count = (all: ReadonlyArray<Passage>) => all.filter(({ id }) => onFocus.has(id)).length
  return {
    without: count(yield* quoted(name, libraryPages(name).passages)),
    with: count(yield* quoted(name, weighed)),
    all: onFocus.size
  }
})

layer(Lexicon.layer.pipe(Layer.provide(NodeServices.layer)))("an episode with a focus", (it) => {
  it.effect("quotes far more that is about the focus", () =>
    Effect.gen(function* () {
      for (const [name, focus] of [
        ["coffee", "what it means for small farms"],
        ["coffee", "only before 1700"],
        ["undersea-cables", "only since 1950"]
      ] as const) {
        const found = yield* counts(name, focus)
        assert.isAtLeast(found.with, 3 * found.without + 3, focus)
      }
    })
  )

  it.effect("quotes what little the sources say about it", () =>
    Effect.gen(function* () {
      for (const [name, focus] of [
        ["coffee", "what it did to women"],
        ["sleep", "what it means for night workers"]
      ] as const) {
        assert.deepStrictEqual(yield* counts(name, focus), { without: 0, with: 1, all: 1 }, focus)
      }
    })
  )

  it.effect("avoids what the listener excludes", () =>
    Effect.gen(function* () {
      const weighed = yield* focused("tides", "not the Moon")
      const excluded = new Set(weighed.filter(({ focus = 0 }) => focus < -0.5).map(({ id }) => id))
      const count = (all: ReadonlyArray<Passage>) => all.filter(({ id }) => excluded.has(id)).length
      const before = count(yield* quoted("tides", libraryPages("tides").passages))
      assert.isAtLeast(before, 5)
      // What introduces something else is said all the same.
      assert.isAtMost(count(yield* quoted("tides", weighed)), before / 5)
    })
  )

  it.effect("stays on its topic: what is little relevant does not gain from the focus", () =>
    Effect.gen(function* () {
      const { passages } = libraryPages("coffee")
      const astray = passages.map((passage) =>
        /women/i.test(passage.text) ? new Passage({ ...passage, relevance: 0 }) : passage
      )
      const query = FocusQuery.make("what it did to women")
      const weighed = yield* withFocus(yield* Lexicon, query, astray)
      const told = yield* quoted("coffee", weighed)
      assert.isFalse(told.some(({ relevance }) => relevance === 0))
    })
  )

  it.effect("is the same as without when the sources say nothing about the focus", () =>
    Effect.gen(function* () {
      const weighed = yield* focused("sleep", "blast furnaces")
      assert.isFalse(weighed.some(isOnFocus))
      const ids = (all: ReadonlyArray<Passage>) => all.map(({ id }) => id)
      assert.deepStrictEqual(
        ids(yield* quoted("sleep", weighed)),
        ids(yield* quoted("sleep", libraryPages("sleep").passages))
      )
    })
  )
})

import * as FocusQuery from "@aethercast/agents/relevance/FocusQuery"
import { isOnFocus, withFocus } from "@aethercast/agents/relevance/FocusRelevance"
import { Passage } from "@aethercast/domain/Source"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { passageOf, sourceOf } from "../agents/Fixtures.ts"
import { lexicon } from "./TestLexicon.ts"

const source = sourceOf("tides")
const passages = [
  "The tides reach the farms behind the dike in every winter.",
  "Sailors of 1750 feared the tides of the strait.",
  "That fear kept them in the harbour.",
  "The tides of 2021 cost 40 million euros.",
  "The tides turn with the Moon."
].map((text, at) => passageOf(source, at, text))

const scored = (words: string, some: ReadonlyArray<Passage> = passages) =>
  withFocus(lexicon, FocusQuery.make(words), some)
const onFocus = (words: string) =>
  Effect.map(scored(words), (all) => all.filter(isOnFocus).map(({ position }) => position))

describe("FocusRelevance", () => {
  it.effect("a passage is on the focus that says its words, or others for the same", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* onFocus("what they mean for farms"), [0])
      assert.deepStrictEqual(yield* onFocus("the mariner"), [1])
      assert.deepStrictEqual(yield* onFocus("farms or the mariner"), [0, 1])
      assert.deepStrictEqual(yield* onFocus("quarries"), [])
    })
  )

  it.effect("a word of the topic, which most passages say, is not enough", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* onFocus("what tides mean for farms"), [0])
      assert.deepStrictEqual(yield* onFocus("what tides mean for quarries"), [])
    })
  )

  it.effect("the words of a heading count for its passages", () =>
    Effect.gen(function* () {
      const headed = passages.map((passage) =>
        passage.position < 4 ? passage : new Passage({ ...passage, heading: "Quarries" })
      )
      assert.deepStrictEqual(
        (yield* scored("quarries", headed)).map(({ focus }) => focus),
        [0, 0, 0, 0, 0.85]
      )
    })
  )

  it.effect("a passage without a year is of the time of the one before", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* onFocus("only before 1800"), [1, 2])
      const scores = (yield* scored("only since 2000")).map(({ focus = 0 }) => Math.sign(focus))
      assert.deepStrictEqual(scores, [0, -1, -1, 1, 1])
    })
  )

  it.effect("figures are numbers that are no years", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* onFocus("the numbers"), [3])
      const scores = (yield* scored("no statistics")).map(({ focus = 0 }) => Math.sign(focus))
      assert.deepStrictEqual(scores, [0, 0, 0, -1, 0])
    })
  )

  it.effect("what is excluded counts less than nothing", () =>
    Effect.gen(function* () {
      const [first, ...others] = (yield* scored("no farms")).map(({ focus }) => focus)
      assert.strictEqual(first, -1)
      assert.deepStrictEqual(others, [0, 0, 0, 0])
    })
  )

  it.effect("a passage that is not about the topic is not preferred", () =>
    Effect.gen(function* () {
      const aside = passages.map((passage) => new Passage({ ...passage, relevance: 0 }))
      assert.deepStrictEqual(yield* scored("farms", aside), aside)
    })
  )
})

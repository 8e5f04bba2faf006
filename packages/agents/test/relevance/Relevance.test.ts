import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import {
  judge,
  relevanceFloor,
  type Standard,
  type StemmedText
} from "@aethercast/agents/relevance/Relevance"
import { names } from "@aethercast/agents/relevance/Names"
import { stems } from "@aethercast/agents/relevance/Stems"
import { query } from "./TestLexicon.ts"

type Sections = Readonly<Record<string, ReadonlyArray<string>>>

const textOf = (title: string, sections: Sections): StemmedText => ({
  title: stems(title),
  names: names(Object.values(sections).flat()),
  sentences: Object.entries(sections).flatMap(([heading, sentences]) =>
    sentences.map((text) => ({ heading, headingStems: stems(heading), stems: stems(text) }))
  )
})

/** The sentences that are about a topic, by their place in the text. */
const about = (words: string, text: StemmedText, standard: Standard = "strict") =>
  Effect.map(judge(query(words), text, standard), ({ sentences }) =>
    sentences.flatMap((relevance, at) => (relevance >= relevanceFloor[standard] ? [at] : []))
  )

const filler = (count: number) => Array.from({ length: count }, (_, n) => `Rain fell on day ${n}.`)

const tides = textOf("How the Moon makes the tides", {
  "": ["The tide rises twice a day.", "Nobody sees the force behind it."],
  "Two bulges": ["The Moon pulls the water.", "A second bulge forms.", "The tide follows it."]
})

describe("Relevance", () => {
  it.effect("takes a whole text whose title and sentences are about the topic", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* about("tides", tides), [0, 1, 2, 3, 4])
    })
  )

  it.effect("takes nothing from a text that does not say every part of the topic", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* about("chess", tides), [])
      assert.deepStrictEqual(yield* about("the tides of Jupiter", tides), [])
      assert.deepStrictEqual(yield* about("", tides), [])
    })
  )

  it.effect("is not misled by words that fit any subject", () =>
    Effect.gen(function* () {
      const text = textOf("A history of tides", { "": ["The history of tides is long."] })
      assert.deepStrictEqual(yield* about("the history of chess", text), [])
      assert.deepStrictEqual(yield* about("the history of tides", text), [0])
    })
  )

  it.effect("takes only the section that is about the topic", () =>
    Effect.gen(function* () {
      const text = textOf("Sleep", {
        "Deep sleep": filler(4),
        "Messages from a dream": ["Some know that they sleep.", "They move their eyes."]
      })
      assert.deepStrictEqual(yield* about("why do I dream", text), [4, 5])
    })
  )

  it.effect("takes nothing from a text that mentions the topic in passing", () =>
    Effect.gen(function* () {
      const text = textOf("Eclipses", { "": [...filler(10), "The eclipse that chasers dream of."] })
      assert.deepStrictEqual(yield* about("dreams", text), [])
    })
  )

  it.effect("takes the sentences around repeated mentions", () =>
    Effect.gen(function* () {
      const text = textOf("Coffee", {
        "": [
          ...filler(8),
          "A fungus called rust came.",
          "It ruined everything.",
          "The rust stayed.",
          ...filler(8)
        ]
      })
      assert.deepStrictEqual(yield* about("rust", text), [8, 9, 10, 11])
    })
  )

  it.effect("takes a surname for the person whom the text names in full", () =>
    Effect.gen(function* () {
      const text = textOf("Penicillin", {
        "": ["Alexander Fleming found mold.", "Fleming named it.", "Nobody listened to Fleming."]
      })
      assert.deepStrictEqual(yield* about("alexander fleming", text), [0, 1, 2])
    })
  )

  it.effect("says whether a text is about a part of the topic", () =>
    Effect.gen(function* () {
      assert.isTrue((yield* judge(query("the tides of Jupiter"), tides, "strict")).isNear)
      assert.isFalse((yield* judge(query("chess on Jupiter"), tides, "strict")).isNear)
    })
  )

  it.effect("judges leniently a text about the subject that does not say the verb", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* about("how tides find longitude", tides, "lenient"), [])
      assert.deepStrictEqual(yield* about("how they navigate the tides", tides), [])
      assert.lengthOf(yield* about("how they navigate the tides", tides, "lenient"), 5)
    })
  )

  it.effect(
    "judges leniently a text about the subject that says the rest of the topic elsewhere",
    () =>
      Effect.gen(function* () {
        const lighthouses = textOf("Lighthouses", {
          "": ["A lighthouse warns of rocks.", "A lighthouse needs a keeper.", ...filler(3)],
          "On the rocks": ["The last keeper left the lighthouse.", ...filler(3)]
        })
        const strict = yield* about("lighthouse keepers", lighthouses)
        const lenient = yield* about("lighthouse keepers", lighthouses, "lenient")
        assert.isAbove(lenient.length, strict.length)
        assert.deepStrictEqual(yield* about("lighthouse ghosts", lighthouses, "lenient"), [])
      })
  )
})

import { assert, describe, it } from "@effect/vitest"
import { judge, relevanceFloor, type StemmedText } from "@aethercast/agents/relevance/Relevance"
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
const about = (words: string, text: StemmedText): ReadonlyArray<number> =>
  judge(query(words), text).sentences.flatMap((relevance, at) =>
    relevance >= relevanceFloor ? [at] : []
  )

const filler = (count: number) => Array.from({ length: count }, (_, n) => `Rain fell on day ${n}.`)

const tides = textOf("How the Moon makes the tides", {
  "": ["The tide rises twice a day.", "Nobody sees the force behind it."],
  "Two bulges": ["The Moon pulls the water.", "A second bulge forms.", "The tide follows it."]
})

describe("Relevance", () => {
  it("takes a whole text whose title and sentences are about the topic", () => {
    assert.deepStrictEqual(about("tides", tides), [0, 1, 2, 3, 4])
  })

  it("takes nothing from a text that does not say every part of the topic", () => {
    assert.deepStrictEqual(about("chess", tides), [])
    assert.deepStrictEqual(about("the tides of Jupiter", tides), [])
    assert.deepStrictEqual(about("", tides), [])
  })

  it("is not misled by words that fit any subject", () => {
    const text = textOf("A history of tides", { "": ["The history of tides is long."] })
    assert.deepStrictEqual(about("the history of chess", text), [])
    assert.deepStrictEqual(about("the history of tides", text), [0])
  })

  it("takes only the section that is about the topic", () => {
    const text = textOf("Sleep", {
      "Deep sleep": filler(4),
      "Messages from a dream": ["Some know that they sleep.", "They move their eyes."]
    })
    assert.deepStrictEqual(about("why do I dream", text), [4, 5])
  })

  it("takes nothing from a text that mentions the topic in passing", () => {
    const text = textOf("Eclipses", { "": [...filler(10), "The eclipse that chasers dream of."] })
    assert.deepStrictEqual(about("dreams", text), [])
  })

  it("takes the sentences around repeated mentions", () => {
    const text = textOf("Coffee", {
      "": [
        ...filler(8),
        "A fungus called rust came.",
        "It ruined everything.",
        "The rust stayed.",
        ...filler(8)
      ]
    })
    assert.deepStrictEqual(about("rust", text), [8, 9, 10, 11])
  })

  it("takes a surname for the person whom the text names in full", () => {
    const text = textOf("Penicillin", {
      "": ["Alexander Fleming found mold.", "Fleming named it.", "Nobody listened to Fleming."]
    })
    assert.deepStrictEqual(about("alexander fleming", text), [0, 1, 2])
  })

  it("says whether a text is about a part of the topic", () => {
    assert.isTrue(judge(query("the tides of Jupiter"), tides).isNear)
    assert.isFalse(judge(query("chess on Jupiter"), tides).isNear)
  })
})

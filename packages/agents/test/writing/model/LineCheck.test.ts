import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { passageOf, sourceOf } from "../../agents/Fixtures.ts"
import { numbersIn } from "../../../src/writing/model/Facts.ts"
import { type Evidence, objections } from "../../../src/writing/model/LineCheck.ts"
import { check, joined, supportedSentences } from "../../../src/writing/model/LineDraft.ts"
import * as LeafObjects from "../../../src/writing/model/LeafObjects.ts"
import { isForeign } from "../../../src/writing/model/SpokenLanguage.ts"
import { spokenLine } from "../../../src/writing/model/SpokenLine.ts"

const source = sourceOf("tides")
const evidence: Evidence = {
  passages: new Map(
    [
      "The moon pulls on the ocean and raises two bulges of water, one on either side of the earth.",
      "In the Bay of Fundy the tide rises by 16 metres, which Isaac Newton never saw.",
      'The captain wrote: "We lost three anchors and 1,500 feet of chain."'
    ].map((text, n) => [n + 1, passageOf(source, n, text)])
  ),
  known: "Tides. Ada. Ben. tides"
}

const objectionsTo = (text: string, ...cited: ReadonlyArray<number>) =>
  objections(text, cited, evidence)

describe("LineCheck", () => {
  it("a line in other words passes", () => {
    assert.deepStrictEqual(
      objectionsTo(
        "So the moon raises two bulges of water, and one of them is on the far side.",
        1
      ),
      []
    )
    assert.deepStrictEqual(objectionsTo("Sixteen metres, Ben, in the Bay of Fundy.", 2), [])
    assert.deepStrictEqual(objectionsTo("And Newton never saw it?"), [])
  })

  it("a number must be in the passages", () => {
    assert.deepStrictEqual(objectionsTo("In the Bay of Fundy the tide rises by 21 metres.", 2), [
      "the number 21 is not in the passages"
    ])
    assert.deepStrictEqual(
      objectionsTo("They lost fifteen hundred feet of chain and four anchors.", 3),
      [
        "the number 15 is not in the passages",
        "the number hundred is not in the passages",
        "the number 4 is not in the passages"
      ]
    )
  })

  it("a number of another passage than the one named is refused", () => {
    assert.deepStrictEqual(objectionsTo("The moon raises the ocean by 16 metres of water.", 1), [
      "the number 16 is not in the passages"
    ])
  })

  it("a name must be in the passages", () => {
    assert.deepStrictEqual(
      objectionsTo("It was Isaac Newton, and not Galileo, about Fundy's tide.", 2),
      ["the name Galileo is not in the passages"]
    )
    assert.deepStrictEqual(objectionsTo("Marie Curie never saw the tide in the Bay of Fundy.", 2), [
      "the name Marie is not in the passages",
      "the name Curie is not in the passages"
    ])
  })

  it("a quotation must be verbatim", () => {
    assert.deepStrictEqual(
      objectionsTo("The captain wrote: “We lost three anchors”, and chain.", 3),
      []
    )
    assert.deepStrictEqual(
      objectionsTo("The captain wrote: “We lost all anchors”, and chain.", 3),
      ["“We lost all anchors” is in quotation marks, but not in those words in the passages"]
    )
  })

  it("a passage must exist, and a statement needs one", () => {
    assert.deepStrictEqual(objectionsTo("The moon pulls on the ocean.", 9), [
      "there is no passage 9"
    ])
    assert.deepStrictEqual(
      objectionsTo(
        "Harbours everywhere have to be dredged again and again, because the sand keeps coming back with the water."
      ),
      ["it states something, and names no passage"]
    )
  })

  it("a statement about something else than its passage is refused", () => {
    assert.deepStrictEqual(
      objectionsTo(
        "Whales sing to each other across hundreds of miles through cold and dark canyons.",
        1
      ),
      [
        "the number hundred is not in the passages",
        "it says something else than the passages that it names"
      ]
    )
  })

  it("reads numbers in digits and in words", () => {
    assert.deepStrictEqual(numbersIn("1,500 of thirty-five, 0.5 and 2,3 in 1990s; one of them"), [
      "1500",
      "0.5",
      "2,3",
      "1990",
      "35"
    ])
  })

  it("what is left of a line is what can be supported", () => {
    const draft = {
      speaker: "host",
      text: "The moon raises two bulges of water. Galileo counted 40 of them. That is the ocean for you.",
      passages: [1, 12]
    } as const
    assert.isTrue(Result.isFailure(check(draft, evidence, "en")))
    assert.deepStrictEqual(
      Option.map(joined(supportedSentences(draft, evidence, "en")), ({ passages, text }) => ({
        passages,
        text
      })),
      Option.some({
        passages: [1],
        text: "The moon raises two bulges of water. That is the ocean for you."
      })
    )
  })
})

describe("SpokenLine", () => {
  it("takes labels, markup, marks and stage directions out", () => {
    const spoken: ReadonlyArray<readonly [string, string]> = [
      ["**Host:** The *moon* pulls [1] on us.", "The moon pulls on us."],
      ["Ada: (laughs softly) Well, [music] yes. 🌊", "Well, yes."],
      ["The [tide](https://a.example) rises (by much).", "The tide rises (by much)."],
      ["# The `tide`\nrises", "The tide rises"],
      ["*sighs* It rises.", "It rises."]
    ]
    for (const [text, expected] of spoken) {
      assert.deepStrictEqual(spokenLine(text), Result.succeed(expected))
    }
  })

  it("refuses what cannot be spoken", () => {
    for (const text of [
      "See https://example.com for more.",
      "It is on tides.org today.",
      "<b>The tide</b> rises.",
      "As an AI, I cannot hear the sea.",
      "I'm just an AI language model.",
      "I'm sorry, but I can't write about that.",
      "As passage 3 says, it rises.",
      "The provided passages do not mention it.",
      "…"
    ]) {
      assert.isTrue(Result.isFailure(spokenLine(text)), text)
    }
  })
})

describe("SpokenLanguage", () => {
  it("tells by the small words", () => {
    assert.isFalse(isForeign("The moon pulls on the ocean and raises two bulges of water.", "en"))
    assert.isTrue(isForeign("Der Mond zieht am Meer und hebt auf beiden Seiten das Wasser.", "en"))
    assert.isTrue(isForeign("La lune attire la mer et elle soulève les eaux des deux côtés.", "en"))
    assert.isFalse(isForeign("Der Mond zieht am Meer und hebt auf beiden Seiten das Wasser.", "de"))
    assert.isFalse(isForeign("Wunderbar.", "en"))
  })
})

describe("LeafObjects", () => {
  it("finds the same objects however they are wrapped and cut", () => {
    const objects = ['{"text":"a } in \\"it\\""}', '{"text":"b"}']
    for (const text of [
      objects.join("\n"),
      `\`\`\`json\n[${objects.join(",")}]\n\`\`\``,
      `{"lines":[${objects.join(", ")}]}`
    ]) {
      let state = LeafObjects.start
      const found: Array<string> = []
      for (const character of text) {
        const [next, complete] = LeafObjects.scan(state, character)
        state = next
        found.push(...complete)
      }
      assert.deepStrictEqual(found, objects)
      assert.deepStrictEqual(LeafObjects.scan(LeafObjects.start, text)[1], objects)
    }
  })

  it("an object without end does not fill the memory", () => {
    const [state] = LeafObjects.scan(LeafObjects.start, `{"text": "${"x".repeat(100_000)}`)
    assert.isBelow(state.open.length, 9000)
  })
})

import { assert, describe, it } from "@effect/vitest"
import { deck } from "../../src/writing/PhrasePool.ts"
import { fitting } from "../../src/writing/Question.ts"
import { properName, subjectOf } from "../../src/writing/SentenceSubject.ts"

const ask = (text: string, near = false) =>
  fitting(text, near, new Set(["spring", "friction"]), deck("seed", { index: 0, count: 1 }))

describe("Question", () => {
  it("a question asks for what the sentence says", () => {
    assert.match(
      ask("How much that stirring helps remains an active question.") ?? "",
      /not know|settled|open|knowledge|puzzle|agree|worked out|loose|closed|find out/
    )
    assert.match(
      ask("Because the cable is short, it is cut.", true) ?? "",
      /why|behind|how come|reason|cause|expla/i
    )
    assert.match(ask("Spring tides have nothing to do with the season.") ?? "", /spring tides/)
    assert.match(ask("A letter by Isaac Newton settled it.") ?? "", /Isaac Newton/)
  })

  it("a question that points back needs something near to point at", () => {
    assert.isUndefined(ask("Because the cable is short, it is cut.", false))
  })

  it("names are recognised, adjectives and months are not", () => {
    assert.strictEqual(properName("Water in the Bay of Fundy sloshes."), "the Bay of Fundy")
    assert.strictEqual(
      properName("In October William Ian Farquharson wrote."),
      "William Ian Farquharson"
    )
    assert.isUndefined(properName("The English monk went further."))
    assert.isUndefined(properName("Larger American machines followed."))
    assert.isUndefined(properName("In June 1834 nothing happened."))
    assert.isUndefined(properName("Aa".repeat(500)))
  })

  it("a subject is a plain one", () => {
    const common = new Set(["friction"])
    assert.strictEqual(subjectOf("Friction is the cause.", common), "friction")
    assert.strictEqual(
      subjectOf("The tidal force of the Moon is feeble.", common),
      "the tidal force of the Moon"
    )
    assert.isUndefined(subjectOf("Only a handful of such dams have been built.", common))
    assert.isUndefined(subjectOf("The hour of the invasion in history was chosen.", common))
  })

  it("segments of an episode hold different cards", () => {
    const phrases = Array.from({ length: 10 }, (_, i) => `question ${i}`)
    const drawn = Array.from({ length: 5 }, (_, index) =>
      deck("seed", { index, count: 5 })
    ).flatMap(({ draw }) => [draw("a", phrases), draw("a", phrases), draw("a", phrases)])
    const given = drawn.filter((phrase) => phrase !== undefined)
    assert.strictEqual(given.length, 10)
    assert.strictEqual(new Set(given).size, 10)
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as PhrasePool from "../../src/writing/PhrasePool.ts"
import { questionFor } from "../../src/writing/Question.ts"
import { properName, subjectOf } from "../../src/writing/SentenceSubject.ts"

const ask = (text: string, isNear = false, said = "") =>
  questionFor(
    text,
    isNear,
    new Set(["spring", "friction"]),
    said,
    PhrasePool.make("seed", { index: 0, count: 1 })
  )

describe("Question", () => {
  it("a sentence gets a question that it answers", () => {
    assert.match(
      ask("How much that stirring helps remains an active question.") ?? "",
      /not know|settled|open|knowledge|puzzle|agree|worked out|loose|closed|find out/
    )
    assert.match(
      ask("Because the cable is short, it is cut.", true) ?? "",
      /why|behind|how come|reason|cause|expla/i
    )
    assert.match(ask("Spring tides have nothing to do with the season.") ?? "", /spring tides/)
  })

  it("a name is asked about once it was said, not before", () => {
    const sentence = "A letter by Isaac Newton settled it."
    assert.match(ask(sentence, false, "Then Isaac Newton came.") ?? "", /Isaac Newton/)
    assert.notMatch(ask(sentence) ?? "", /Isaac Newton/)
  })

  it("a question that refers back is only asked shortly after what it refers to", () => {
    assert.isUndefined(ask("Because the cable is short, it is cut.", false))
  })

  it("a figure, a difficulty or an exception answers a question only near what was asked about", () => {
    for (const sentence of [
      "Between 70 and 80 percent of the faults are accidents.",
      "Early cables failed within weeks.",
      "High water varies along a single coast."
    ]) {
      assert.isDefined(ask(sentence, true), sentence)
      assert.isUndefined(ask(sentence, false), sentence)
    }
  })

  it("a threat is no catch, and a recent date no history", () => {
    assert.isUndefined(ask("Priests saw a threat to their king.", true))
    assert.isUndefined(ask("On 8 April 2024 a shadow passed over Mexico.", true))
  })

  it("a superlative, a first or a debate in passing answers no question about it", () => {
    for (const sentence of [
      "Vietnam is one of the most astonishing stories in farming.",
      "At the first and last quarter Sun and Moon act at right angles.",
      "Nobody expected the first total eclipse there since 1918.",
      "A single bee knows nothing about the debate as a whole.",
      "Around dangerous eclipses they sometimes placed a substitute on the throne."
    ]) {
      assert.isUndefined(ask(sentence, true), sentence)
    }
  })

  it("no question asks for a date, since a dated fact need not date the one before", () => {
    for (let segment = 0; segment < 8; segment++) {
      const question = questionFor(
        "In 1740 the Academy of Sciences awarded a prize.",
        true,
        new Set<string>(),
        "",
        PhrasePool.make("seed", { index: segment, count: 8 })
      )
      assert.isDefined(question)
      assert.notMatch(question, /^when|\bdate\b/i)
    }
  })

  it("proper names are recognized, adjectives and months are not", () => {
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

  it("only a simple subject is recognized", () => {
    const common = new Set(["friction"])
    assert.strictEqual(subjectOf("Friction is the cause.", common), "friction")
    assert.strictEqual(
      subjectOf("The tidal force of the Moon is feeble.", common),
      "the tidal force of the Moon"
    )
    assert.isUndefined(subjectOf("Only a handful of such dams have been built.", common))
    assert.isUndefined(subjectOf("The hour of the invasion in history was chosen.", common))
  })

  it("the segments of an episode take different phrases", () => {
    const phrases = Array.from({ length: 10 }, (_, i) => `question ${i}`)
    const taken = Array.from({ length: 5 }, (_, index) =>
      PhrasePool.make("seed", { index, count: 5 })
    )
      .flatMap(({ take }) => [take("a", phrases), take("a", phrases), take("a", phrases)])
      .filter((phrase) => phrase !== undefined)
    assert.strictEqual(taken.length, 10)
    assert.strictEqual(new Set(taken).size, 10)
  })
})

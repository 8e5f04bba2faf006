import { Passage } from "@aethercast/domain/Source"
import { assert, describe, it } from "@effect/vitest"
import { breathGroups, fairShare, sentences, speakable } from "../../src/writing/Sentence.ts"
import { wordCount } from "../../src/writing/Terms.ts"
import { page } from "./LibraryPages.ts"

const of = (...lines: ReadonlyArray<string>) =>
  sentences(page("page.md", ["# Title", ...lines].join("\n")).passages)

describe("Sentence", () => {
  it("brackets and parentheses are not spoken", () => {
    assert.strictEqual(
      speakable("The tide (from Old English (tid)) turns [12] twice [citation needed] , slowly ."),
      "The tide turns twice, slowly."
    )
  })

  it("sentences that make sense only on a page are left out", () => {
    const kept = of(
      "Click here to subscribe to our newsletter today.",
      "See https://example.com for all of the details.",
      "As figure 3 shows, the tide rises twice a day.",
      "the tide rises twice a day without a capital letter.",
      '"The tide rises twice a day and nobody closed the quote.',
      "Twice a day the tide rises along most coasts."
    )
    assert.deepStrictEqual(
      kept.map(({ text }) => text),
      ["Twice a day the tide rises along most coasts."]
    )
  })

  it("lists of sources are left out", () => {
    assert.isEmpty(of("# References", "Newton, Isaac, wrote about the tides in 1687."))
  })

  it("a sentence that refers back depends on the previous one, others do not", () => {
    const dependent = [
      "It turns twice a day on most coasts.",
      "However, the tide turns twice a day.",
      "Yet most months bring no eclipse at all.",
      "The latter turns twice a day on most coasts.",
      "In this way the tide turns twice a day.",
      "Eclipses happen when the Sun stands near one of those nodes.",
      "The lines led him to a rather daring guess.",
      "Predictions of extinction miss the mark, however.",
      "Kleitman did not, and his body temperature stayed as it was.",
      "Owners of the mills fought the Act with petitions.",
      "The second machine was larger than the one before.",
      "Bede's second observation mattered to every sailor.",
      "A rare third kind of eclipse is annular along part of its path.",
      "On 8 April 2024 another shadow passed over Mexico.",
      "The committee credited better cable design for the change.",
      "The clock never satisfied its maker.",
      "The disaster became a symbol for the whole problem.",
      "Two inventions made for it conquered the world all the same."
    ]
    const independent = [
      "Isaac Newton explained the tides in his Principia.",
      "Spring tides have nothing to do with the season.",
      "The deadliest tides are those that arrive together with a storm.",
      "In 1740 the Academy of Sciences awarded a prize.",
      "Thomson designed a machine because he hated sums.",
      "The Factory Act of 1833 limited the hours of children.",
      "Owners fought the Treaty of Paris for many years.",
      "The second largest tides are those of the Bristol Channel.",
      "The Second World War cut the last of the cables.",
      "A third of all coffee is grown in Brazil.",
      "The committee of the Royal Society met in London.",
      "The clock that Harrison built was finished in 1735."
    ]
    assert.deepStrictEqual(
      of(...dependent).filter(({ dependsOnPrevious }) => !dependsOnPrevious),
      []
    )
    assert.deepStrictEqual(
      of(...independent).filter(({ dependsOnPrevious }) => dependsOnPrevious),
      []
    )
  })

  it("a long sentence is cut between clauses, and nothing is lost", () => {
    const long =
      "The first tide-predicting machine, which William Thomson built in 1872 with the help of many other people, combined ten rhythms through wheels, pulleys and a single cord, and it could draw a whole year of tides for a harbor in about four hours, which made it the wonder of its time."
    const groups = breathGroups(long)
    assert.isAbove(groups.length, 1)
    assert.strictEqual(groups.join(" "), long)
    assert.isTrue(groups.every((group) => wordCount(group) <= 45))
  })

  it("a fair share takes from every source and keeps their order", () => {
    const long = page("long.md", `# Long\n${"The tide turns twice a day. ".repeat(50)}`).passages
    const short = page("short.md", `# Short\n${"The Moon pulls at the sea. ".repeat(3)}`).passages
    const share = fairShare([...long, ...short], 10)
    assert.deepStrictEqual(share, [...long.slice(0, 7), ...short])
  })

  it("a fair share has what is about the focus, and what leads to it, wherever that stands", () => {
    const long = page("long.md", `# Long\n${"The tide turns twice a day. ".repeat(50)}`).passages
    const focused = long.map((passage) =>
      passage.position === 40 ? new Passage({ ...passage, focus: 1 }) : passage
    )
    assert.deepStrictEqual(
      fairShare(focused, 8).map(({ position }) => position),
      [0, 1, 2, 36, 37, 38, 39, 40]
    )
  })

  it("hostile passages do not make the patterns backtrack", () => {
    const hostile = [
      "Aa".repeat(499),
      "A ".repeat(499),
      "(".repeat(999),
      " ".repeat(999),
      "“a ".repeat(333)
    ]
    const lines = hostile.map((text) => `${text}.`)
    assert.isAtMost(of(...lines).length, lines.length)
  })
})

import { assert, describe, it } from "@effect/vitest"
import { chapterOpening } from "../../src/writing/ChapterOpening.ts"
import * as PhrasePool from "../../src/writing/PhrasePool.ts"

const position = { index: 1, count: 3 }

const opening = (title: string) =>
  chapterOpening(
    {
      title,
      isDocument: false,
      style: "conversation",
      position,
      commonWords: new Set(),
      question: "What do we know?"
    },
    PhrasePool.make("seed", position)
  )

describe("ChapterOpening", () => {
  it("a chapter opens with the question that its name asks", () => {
    assert.strictEqual(opening("Why eclipses are rare"), "Why are eclipses rare?")
  })

  it("the second part of an answer does not open with its question again", () => {
    for (const title of ["Why eclipses are rare", "What fire does", "Does sleep wash the brain?"]) {
      assert.strictEqual(opening(`${title}, continued`), "What do we know?", title)
    }
    assert.include(opening("The Moon, continued"), "the Moon, continued.")
  })

  it("a name that was cut is not announced", () => {
    const rest = "of the northern seas, fed by rivers, ".repeat(5)
    assert.strictEqual(opening(`The tides ${rest}`), "What do we know?")
    assert.strictEqual(opening(`Why the tides ${rest}are high`), "What do we know?")
  })
})

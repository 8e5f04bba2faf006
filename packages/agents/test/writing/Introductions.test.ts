import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { introductions, withIntroductions } from "../../src/writing/Introductions.ts"
import { sentences } from "../../src/writing/Sentence.ts"
import { page } from "./LibraryPages.ts"

/** What each of the sentences needs, by its index. */
const needs = (lines: ReadonlyArray<string>, subject = "") =>
  introductions(
    sentences(page("page.md", ["# Title", lines.join(" ")].join("\n")).passages),
    subject
  )

describe("Introductions", () => {
  it("a surname needs the sentence that gives the full name", () => {
    assert.deepStrictEqual(
      needs([
        "The blind scholar Francois Huber lived in Geneva with his family.",
        "Bees were kept in baskets of straw all over Europe.",
        "In 1792 Huber published proof that queens mate in flight."
      ]),
      [[], [], [0]]
    )
  })

  it("a name that was never given in full, of a place or in the title, needs nothing", () => {
    const lines = [
      "Ships from Java reached the harbor of Amsterdam in spring.",
      "Merchants planted the first coffee on Java.",
      "John Harrison was an unlikely candidate for a prize.",
      "Nobody expected much of Harrison at first."
    ]
    assert.deepStrictEqual(needs(lines, "The quarrel of John Harrison"), [[], [], [], []])
    assert.deepStrictEqual(needs(lines), [[], [], [], [2]])
  })

  it("a particle is no given name", () => {
    assert.deepStrictEqual(
      needs([
        "The officer Gabriel de Clieu claimed that he had carried a seedling.",
        "De Clieu shared his water with the plant."
      ]),
      [[], [0]]
    )
  })

  it("whoever is given something is not introduced by that", () => {
    assert.deepStrictEqual(
      needs([
        "John Harrison was an unlikely candidate for a reward.",
        "In 1749 the Royal Society gave Harrison a medal.",
        "Many captains trusted Harrison for good reasons."
      ]),
      [[], [0], [0]]
    )
  })

  it("a thing that is taken as known needs the sentence that introduces it", () => {
    assert.deepStrictEqual(
      needs([
        "Scouts wait until a quorum of fifteen bees is reached.",
        "Nobody gives a sign to leave the branch.",
        "Once the quorum stands, everybody flies home."
      ]),
      [[], [], [0]]
    )
  })

  it("a thing that says which one it is, or that everybody knows, needs nothing", () => {
    assert.deepStrictEqual(
      needs([
        "A swarm hangs on a branch at night, near a hive.",
        "The branch of an old oak carries it for days.",
        "Bees have lived all over the world for a night and more.",
        "During the night the air is cold."
      ]).map((all) => all?.length),
      [0, 0, 0, 0]
    )
  })

  it("a sentence that refers back needs the one before it, and all that this one needs", () => {
    assert.deepStrictEqual(
      needs([
        "The blind scholar Francois Huber lived in Geneva with his family.",
        "Bees build their combs of wax in the dark.",
        "In 1789 Huber designed a hive like a book.",
        "It could be opened without harm."
      ]),
      [[], [], [0], [0, 2]]
    )
  })

  it("a sentence without the one that it refers to cannot be used", () => {
    assert.deepStrictEqual(
      needs(["It could be opened without any harm.", "Bees build combs of wax."]),
      [undefined, []]
    )
  })

  it.effect("a selection is completed by what introduces it, which counts as little relevant", () =>
    Effect.gen(function* () {
      const { passages } = page(
        "page.md",
        [
          "# Title",
          "The blind scholar Francois Huber lived in Geneva with his family.",
          "Bees build their combs of wax in the dark.",
          "In 1789 Huber designed a hive like a book."
        ].join("\n")
      )
      const completed = yield* withIntroductions(passages.slice(2), passages, "")
      assert.deepStrictEqual(
        completed.map(({ position, relevance }) => [position, relevance]),
        [
          [0, 0],
          [2, 1]
        ]
      )
      assert.deepStrictEqual(yield* withIntroductions(passages, passages, ""), passages)
    })
  )

  it("hostile sentences do not make the patterns backtrack", () => {
    const hostile = [
      "Aa ".repeat(300),
      "The a ".repeat(200),
      "the aaaa ".repeat(150),
      "Aa a".repeat(250)
    ]
    const passages = page("page.md", "# Title\nThe tide turns twice a day.").passages
    const [model] = sentences(passages)
    assert.isDefined(model)
    assert.lengthOf(
      introductions(
        hostile.map((text) => ({ ...model, text })),
        ""
      ),
      hostile.length
    )
  })
})

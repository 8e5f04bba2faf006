import { assert, describe, it } from "@effect/vitest"
import { proseOf, textsOf } from "./Cases.ts"

const plain = (text: string) => textsOf("text/plain", text)

const cases: ReadonlyArray<readonly [name: string, text: string, expected: ReadonlyArray<string>]> =
  [
    ["line ends of Unix", "It is\nold.\n\nIt is high.", ["It is old.", "It is high."]],
    ["line ends of Windows", "It is\r\nold.\r\n\r\nIt is high.", ["It is old.", "It is high."]],
    ["line ends of an old Macintosh", "It is\rold.\r\rIt is high.", ["It is old.", "It is high."]],
    ["a line with spaces as empty", "It is old.\n \t \nIt is high.", ["It is old.", "It is high."]],
    ["a divided word as one", "The har-\nbour is old.", ["The harbour is old."]],
    [
      "a name with a hyphen as it is",
      "The Anglo-\nSaxon wall - it is old.",
      ["The Anglo- Saxon wall - it is old."]
    ],
    [
      "the hyphen of a compound",
      "A well-\nknown, nineteenth-\ncentury, state-\nof-the-art wall is old.",
      ["A well-known, nineteenth-century, state-of-the-art wall is old."]
    ],
    [
      "indented lines as the begin of paragraphs",
      "   It is old\nand high.\n   It is long\nand wide.",
      ["It is old and high.", "It is long and wide."]
    ],
    [
      "no numbers of notes, and no underscores around words",
      "The _old_ wall[1] is high.[2][13] It is named wall_of_oak[x].",
      ["The old wall is high. It is named wall_of_oak[x]."]
    ],
    ["a separator of paragraphs", "It is old.\u2029It is high.", ["It is old.", "It is high."]],
    [
      "no page numbers",
      "It is old.\n\n12\n\nIt is high.\n\n- 13 -\n\n[Pg 14]\n\nPage 15 of 90\n\nxiv\n\nIt is long.",
      ["It is old.", "It is high.", "It is long."]
    ],
    [
      "a paragraph across pages as one",
      "It was built\n\n- 12 -\n\nof oak and stone.",
      ["It was built of oak and stone."]
    ],
    [
      "a paragraph across a form feed as one",
      "It was built\n\fof oak and stone.",
      ["It was built of oak and stone."]
    ],
    [
      "a year at the end of a line",
      "It was built in\n1911\nof stone.",
      ["It was built in 1911 of stone."]
    ]
  ]

describe("TextBlocks", () => {
  for (const [name, text, expected] of cases) {
    it(`reads ${name}`, () => {
      assert.deepStrictEqual(plain(text), expected)
    })
  }

  it("does not read headers that repeat on each page", () => {
    const pages = ["It is old.", "It is high.", "It is long.", "It is wide."]
    const text = pages.map((page, n) => `THE WALLS  ${n}\n\n${page}\n`).join("\f")
    assert.deepStrictEqual(
      plain(text).filter((line) => !pages.includes(line)),
      []
    )
  })

  it("takes short lines for headings", () => {
    assert.deepStrictEqual(
      proseOf("text/plain", "Walls\n\nThe second wall\n\nIt is old.").paragraphs,
      [{ heading: "The second wall", text: "It is old." }]
    )
  })
})

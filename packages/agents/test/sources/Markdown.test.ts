import { assert, describe, it } from "@effect/vitest"
import { markdownHtml } from "@aethercast/agents/sources/Markdown"
import { caseBytes, proseOf, textsOf } from "./Cases.ts"

const markdown = (text: string) => textsOf("text/markdown", text)

const rest = "The wall is old and high."

describe("Markdown", () => {
  it("takes the title from front matter, and reads nothing of it", () => {
    const prose = proseOf("text/markdown", caseBytes("md-front-matter/sea.md").toString())
    assert.strictEqual(prose.title, "Walls below the harbour")
    assert.notMatch(JSON.stringify(prose), /draft|2026/)
  })

  const frontMatter: ReadonlyArray<readonly [text: string, title: string]> = [
    ["---\ntitle: Walls\n---\n", "Walls"],
    ["---\r\ntitle: 'The mason''s wall' # a comment\r\n---\r\n", "The mason's wall"],
    ['---\ntitle: "The \\"old\\" wall"\n...\n', 'The "old" wall'],
    ["---\ntags:\n  - a\n- b\ntitle: >-\n  The old\n  wall\nx: y\n---\n", "The old wall"],
    ['{\n  "title": "Walls",\n  "draft": true\n}\n\n', "Walls"],
    [';;;\n{"title": "Walls"}\n;;;\n', "Walls"],
    ["% Walls\n% A. Mason\n% 2024\n\n", "Walls"],
    ["Title: Walls\nAuthor: A. Mason\n\n", "Walls"],
    ["---yaml\ntitle: Walls\n---\n", "Walls"],
    ['+++\ntitle = "Walls"\n[extra]\ndraft = true\n+++\n', "Walls"],
    ["\uFEFF---\n# a comment\nlayout: post\n---\n# Walls\n\n", "Walls"]
  ]
  for (const [text, title] of frontMatter) {
    it(`reads the front matter ${JSON.stringify(text)}`, () => {
      const prose = proseOf("text/markdown", `${text}${rest}\n`)
      assert.strictEqual(prose.title, title)
      assert.deepStrictEqual(
        prose.paragraphs.map((paragraph) => paragraph.text),
        [rest]
      )
    })
  }

  it("does not take a rule at the beginning for front matter", () => {
    assert.deepStrictEqual(markdown(`---\n\nThe sea: it is old.\n\n---\n\n${rest}`), [
      "The sea: it is old.",
      rest
    ])
  })

  it("reads notes by their words, without signs", () => {
    assert.deepStrictEqual(markdown(caseBytes("md-notes/obsidian.md").toString()), [
      "Remember",
      "The mayor Oldenburg paid for the second wall out of her own pocket.",
      "The plan is in plan-1911 and the report is in Report of 1911 at the archive.",
      "It was called the great wall.",
      "The wall can be seen at low water from the northern quay."
    ])
  })

  it("does not read the code of MDX", () => {
    assert.deepStrictEqual(markdown(caseBytes("md-notes/mdx.md").toString()), [
      "The second wall was older than the first one, and it was built of oak and stone."
    ])
  })

  const cases: ReadonlyArray<readonly [text: string, expected: ReadonlyArray<string>]> = [
    [
      '!!! note "Take care"\n    It is *old*.\n\nIt is high now.',
      ["Take care", "It is old.", "It is high now."]
    ],
    ["It is old :smile: and high.", ["It is old and high."]],
    ["It is old. #wall #town/harbour\n\nThe #wall is high.", ["It is old.", "The #wall is high."]],
    ["The old wall\n: It is *old* and high.", ["The old wall", "It is old and high."]],
    [
      "{braces} are no data.\n\nTime: it is old and high.",
      ["{braces} are no data.", "Time: it is old and high."]
    ],
    ["See [[Walls#Cost]] and [[#Cost]] of it.", ["See Walls and Cost of it."]],
    ["![[plan.png]]\n\nIt is old.", ["It is old."]],
    ["> [!WARNING]\n> It can fall down.", ["It can fall down."]],
    ["It is ~~new~~ old.", ["It is old."]],
    ["It weighs H~2~O and 10^23^ stones.", ["It weighs H2O and 10²³ stones."]],
    [
      "It is old.[^a] It is high[^b].\n\n[^a]: A note\n    goes on.\n\n    And on.\n\n[^b]: Other.\n\nIt is long.",
      ["It is old. It is high.", "It is long."]
    ],
    ["It is old^[By the mason.] and high [@keller1911, p. 3].", ["It is old and high."]],
    ["It costs $5 and then $6 more.", ["It costs $5 and then $6 more."]],
    ["It is old. It has $n$ stones. It is \\(x^2\\) high. It is long.", ["It is old. It is long."]],
    ["It is old.\n\n$$\nE = mc^2\n$$\n\nIt is long.", ["It is old.", "It is long."]],
    ['It is {{< ref "x" >}} old {% include y %} and {{ z }} high.', ["It is old and high."]],
    ["%%\nnot this\n%%\n\nIt is old. %%nor this%%", ["It is old."]],
    ["::: {.note}\nIt is old.\n:::", ["It is old."]],
    ["*[HTML]: A language\n\n[TOC]\n\nstatus:: draft\n\nIt is old.", ["It is old."]],
    ["# Walls {#walls}\n\nIt is old. {: .lead}", ["It is old."]],
    ["`[[not a link]]` is ==code==.", ["[[not a link]] is code."]],
    [
      "Import duties were high.\n\nexport of wool was forbidden.",
      ["Import duties were high.", "export of wool was forbidden."]
    ],
    ["- [x] It is done today.\n- [ ] It is open today.", ["It is done today.", "It is open today."]]
  ]
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepStrictEqual(markdown(text), expected)
    })
  }

  it("leaves out no text for signs that are never closed", () => {
    for (const sign of ["[[", "==", "%%", "$", "{{", "^[", "\\(", "![["]) {
      assert.deepStrictEqual(markdown(`It is ${sign} old.`).length, 1)
    }
  })

  // Without a limit what follows is parsed once for each of them: 2 KB take a second.
  it("reads what is quoted or listed more than 16 times as if it were 16 times", () => {
    for (const mark of ["> ", "- ", "1. ", "> - "]) {
      const html = markdownHtml(`${mark.repeat(240)}It is old.\n\nIt is high.`)
      assert.include(html, "It is old.")
      assert.include(html, "<p>It is high.</p>")
      assert.lengthOf(html.match(/<(?:blockquote|ul|ol)/g) ?? [], 16)
    }
    assert.include(markdownHtml("* ".repeat(40)), "<hr>")
  })
})

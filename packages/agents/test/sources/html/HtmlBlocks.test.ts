import { assert, describe, it } from "@effect/vitest"
import { bodyTexts, caseBytes, htmlCase, page, proseOf, textsOf } from "../Cases.ts"

const first =
  "The harbour of the old town has been dredged twice since the war, and every time the masons found walls below the mud."
const second =
  "The second wall was older than the first one, and it was built of oak and stone by forty men."
const three = [
  first,
  second,
  "The third wall was found in spring, and it took nine years until the work was done for good."
]

describe("HtmlBlocks", () => {
  for (const file of [
    "after-end",
    "comment-end",
    "fragment",
    "head-no-body",
    "p-in-head",
    "plain-html5"
  ]) {
    it(`builds the tree of ${file}.html as a browser does`, () => {
      assert.deepStrictEqual(htmlCase(`html-optional-tags/${file}.html`), three)
    })
  }

  it("reads a page that consists of text", () => {
    assert.deepStrictEqual(htmlCase("html-optional-tags/text-only.html"), [
      three.slice(0, 2).join(" ")
    ])
  })

  it("reads pages that are broken in other ways", () => {
    for (const html of [
      `<p>${first}<table><p>${second}<tr><td>1</table>`,
      `<b><p>${first}</b><i>${second}</p></i>`,
      `<article><p>${first}<p>${second}</article></body></body></html></html>`,
      `</p></div><div><p>${first}</span></p><p>${second}`,
      `<svg><p>${first}</p><p>${second}</p></svg>`,
      `\u0000<!-- <!-- --><p>${first}<p>${second}`
    ]) {
      const texts = textsOf("text/html", html).join(" ")
      assert.include(texts, first)
    }
  })

  it("keeps fractions and subscripts apart from the number before them", () => {
    assert.deepStrictEqual(
      bodyTexts(
        "<p>Add 5<sup>1</sup>/<sub>2</sub> or 2<sup>3/4</sup> cups, <sup>1</sup>⁄<sub>3</sub> of it in 101<sub>2</sub> and H<sub>2</sub>O.</p>"
      ),
      ["Add 5 1/2 or 2 3/4 cups, 1⁄3 of it in 101₂ and H2O."]
    )
  })

  it("resolves references against the base of the page", () => {
    const { references } = proseOf("text/html", caseBytes("html-base-href/base.html").toString())
    assert.deepStrictEqual(references, [
      { title: "The walls", url: "https://archive.example/harbours/walls.html" }
    ])
  })

  it("takes only the first base, and only one of the web", () => {
    const section = '<h2>References</h2><ul><li><a href="x">The X</a></li></ul>'
    for (const [head, expected] of [
      ['<base target="_top"><base href="/b/"><base href="/c/">', "http://library.internal/b/x"],
      ['<base href="data:text/html,">', "http://library.internal/a/x"],
      ['<base href="javascript:x">', "http://library.internal/a/x"]
    ] as const) {
      assert.deepStrictEqual(proseOf("text/html", page(section, head)).references, [
        { title: "The X", url: expected }
      ])
    }
  })

  it("leaves out deleted text", () => {
    assert.include(
      htmlCase("html-deleted-text/del.html"),
      "The work took nine years and cost six million crowns in the end."
    )
    assert.deepStrictEqual(
      bodyTexts("<p>It took <strike>five</strike> six years.</p><del><p>Nothing of it.</p></del>"),
      ["It took six years."]
    )
  })

  it("keeps a quotation in a figure, without its caption", () => {
    const texts = htmlCase("html-figure-quote/figquote.html")
    assert.include(texts, "We dug for nine years, and we would dig again tomorrow, said the mason.")
    assert.notInclude(texts.join(), "letter of 1911")
    assert.deepStrictEqual(
      bodyTexts(
        '<figure><img src="x.png"><figcaption>A picture of the wall below the harbour.</figcaption></figure>'
      ),
      []
    )
  })

  it("leaves out a sentence with a formula", () => {
    assert.notMatch(htmlCase("html-formula-hole/math.html").join(), /hectares|joules/)
    for (const formula of [
      "<math><mi>E</mi></math>",
      '<span class="katex"><span class="katex-html" aria-hidden="true">E</span></span>',
      '<span class="mwe-math-element"><span style="display:none"><math><mi>x</mi></math></span><img class="mwe-math-fallback-image-inline" alt="x"></span>',
      '<mjx-container class="MathJax">x</mjx-container>',
      '<span class="MathJax_Preview">x</span><script type="math/tex">x</script>',
      '<img class="latex" alt="x^2">',
      "\\(x^2\\)",
      "$$x^2$$"
    ]) {
      assert.deepStrictEqual(
        bodyTexts(`<p>It is high. The energy is ${formula} joules at the wall. It is old.</p>`),
        ["It is high. It is old."]
      )
    }
  })

  it("keeps prices, and dollars in a page that uses them for formulas", () => {
    const text = "It costs $5 in spring and $6 in the summer."
    assert.deepStrictEqual(bodyTexts(`<p>${text}</p>`), [text])
    const head = '<script src="/MathJax.js"></script>'
    assert.deepStrictEqual(bodyTexts(`<p>${text} Here $E=mc^2$ holds.</p>`, head), [text])
  })

  it("takes unknown elements and old ones for parts of a sentence", () => {
    assert.include(
      htmlCase("html-inline-unknown/custom.html"),
      "The RNLI keeps a large boat at the northern quay, where W_{enc} is the wall and the mason lives."
    )
    assert.deepStrictEqual(
      bodyTexts(
        "<p>The <blink>old</blink> <x-y>wall</x-y> is <tt>very</tt> <slot>high</slot>.</p>"
      ),
      ["The old wall is very high."]
    )
  })

  it("reads prose in preformatted text, and no code", () => {
    const texts = htmlCase("html-pre-prose/pre.html")
    assert.strictEqual(texts.length, 3)
    assert.strictEqual(
      texts[1],
      "The second wall was older than the first one, and it was built of oak and stone. The council asked for a report."
    )
    assert.deepStrictEqual(
      bodyTexts("<pre><code>const wall = stones.map((s) => s.weight);\nreturn wall;</code></pre>"),
      []
    )
  })

  it("reads prose in the cells of a layout table, and no data", () => {
    const menu = '<td><a href="/a">Home</a> <a href="/b">News of the town</a></td>'
    const layout = `<body><table><tr>${menu}<td><h1>Walls</h1>${three.map((text) => `<p>${text}</p>`).join("")}</td></tr></table></body>`
    assert.deepStrictEqual(textsOf("text/html", layout), three)
    const breaks = `<body><center><table border=0><tr><td>${three.join("<br><br>")}</td></tr></table></center></body>`
    assert.deepStrictEqual(textsOf("text/html", breaks), three)
    assert.deepStrictEqual(
      bodyTexts(
        "<table><tr><th>Year</th><th>Ships</th></tr><tr><td>1911</td><td>40</td></tr></table>"
      ),
      []
    )
  })

  it("shows the quotation marks that a browser shows", () => {
    assert.include(
      htmlCase("html-q/q.html"),
      "The mason said “we will dig again” and went home that evening."
    )
    assert.deepStrictEqual(bodyTexts("<p>He said <q>she said <q>no</q> to me</q>.</p>"), [
      "He said “she said ‘no’ to me”."
    ])
  })

  it("keeps a section called Sources that holds prose", () => {
    const { paragraphs } = proseOf(
      "text/html",
      caseBytes("html-sources-section/sources.html").toString()
    )
    assert.deepStrictEqual(
      paragraphs.map(({ heading }) => heading),
      ["The river", "Sources", "Sources", "Course"]
    )
    for (const name of ["Literature", "Notes", "Links", "References"]) {
      assert.deepStrictEqual(bodyTexts(`<h2>${name}</h2><p>${second}</p>`), [second])
    }
  })

  it("takes a section of publications for references, even without links", () => {
    for (const list of [
      "<ul><li>Keller, A.: The walls of the old harbour. Oldenburg 1911.</li></ul>",
      "<p>Keller, A. (1911). The walls of the old harbour. Oldenburg.</p>",
      '<p>The report is at <a href="/r">the archive of the town</a>.</p>'
    ]) {
      assert.deepStrictEqual(bodyTexts(`<h2>Sources</h2>${list}`), [])
    }
  })

  it("writes exponents as superscripts, and drops footnote marks", () => {
    assert.include(
      htmlCase("html-sup-number/sup.html"),
      "A mole holds 6.02 × 10²³ atoms, an area of 5² metres, and SO4 is a salt. The mayor agreed and left."
    )
    for (const [html, expected] of [
      ["10<sup>-3</sup> mm", "10⁻³ mm"],
      ["12 km<sup>2</sup> of land", "12 km² of land"],
      ["mc<sup>2</sup> is it", "mc² is it"],
      ["the 20<sup>th</sup> of May", "the 20th of May"],
      ["au XX<sup>e</sup> siècle", "au XXe siècle"],
      ["in 1911<sup>3</sup> it fell", "in 1911 it fell"],
      [
        "was free<sup>3,4</sup> or old<sup>1–3</sup> or dug<sup>b, c</sup> by",
        "was free or old or dug by"
      ],
      ["5,000<sup>3</sup> people", "5,000 people"],
      ["for $5<sup>99</sup> or £6<sup>2</sup> here", "for $5.99 or £6 here"],
      ["at 12<sup>30</sup> p.m. and 2<sup>10</sup>", "at 12:30 p.m. and 2¹⁰"],
      ["at 25<sup>o</sup>C now", "at 25°C now"],
      ["the isotope <sup>14</sup>C or <sup>235</sup>U", "the isotope ¹⁴C or ²³⁵U"],
      ["the end. <sup>3</sup>In spring", "the end. In spring"],
      ["is x<sup>n+1</sup>, e<sup>2x</sup> or 4<sup>0.5</sup>", "is x^(n+1), e^(2x) or 4^(0.5)"],
      ["the wall.<sup>12</sup> It fell", "the wall. It fell"],
      ["the wall<sup>[3]</sup> fell", "the wall fell"],
      ["the wall<sup>†</sup> fell", "the wall fell"],
      ['the wall<sup><a href="#n1">1</a></sup> fell', "the wall fell"],
      ['the wall<a href="#fn1" class="footnote-ref">1</a> fell', "the wall fell"],
      ['the wall <a href="#note-2">[2]</a> fell', "the wall fell"],
      ['the wall<a role="doc-noteref" href="n.html#1">*</a> fell', "the wall fell"],
      ["the mark<sup>TM</sup> of it", "the mark of it"]
    ] as const) {
      assert.deepStrictEqual(bodyTexts(`<p>We saw ${html}.</p>`), [`We saw ${expected}.`])
    }
  })

  it("drops the notes below an article", () => {
    for (const notes of [
      '<section role="doc-endnotes"><ol><li>By the mason himself, in a letter. <a href="#r1">↩</a></li></ol></section>',
      '<div class="footnotes"><p>By the mason himself, in a letter.</p></div>',
      '<p>It stands.<span class="sidenote">By the mason himself, in a letter.</span></p>'
    ]) {
      assert.notInclude(bodyTexts(notes).join(), "mason")
    }
  })

  it("takes two line breaks for the end of a paragraph", () => {
    assert.deepStrictEqual(bodyTexts(`<div>${three.join("<br>\n<br>")}</div>`), three)
    assert.deepStrictEqual(bodyTexts("<p>A line that<br>goes on.</p>"), ["A line that goes on."])
  })
})

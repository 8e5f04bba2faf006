import { readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Article, passages, Prose, sourceId } from "@aethercast/agents/sources/Article"
import { extract, type TextDocument } from "@aethercast/agents/sources/Extraction"
import { shippedLibrary } from "@aethercast/agents/sources/Library"
import { Source } from "@aethercast/domain/Source"

const url = "http://library.internal/a/b"

const proseOf = (mediaType: TextDocument["mediaType"], text: string): Prose => {
  const answer = extract({ mediaType, text, url })
  if (answer._tag === "Refused") return assert.fail(answer.reason)
  return new Prose(answer.prose)
}

const articleOf = (prose: Prose): Article =>
  new Article({ ...prose, source: new Source({ id: sourceId(url), url, title: "T", site: "S" }) })

const filler = "<p>The tide comes in twice a day, and nobody in the town is surprised by it.</p>"
const page = (body: string) =>
  `<!doctype html><html><head><title>Tides</title></head><body><article><h1>Tides</h1>${filler}${body}${filler.repeat(3)}</article></body></html>`

describe("Extraction", () => {
  const mediaTypes = new Map<string, TextDocument["mediaType"]>([
    [".md", "text/markdown"],
    [".html", "text/html"],
    [".txt", "text/plain"]
  ])
  for (const topic of readdirSync(shippedLibrary)) {
    for (const file of readdirSync(join(shippedLibrary, topic))) {
      const mediaType = mediaTypes.get(extname(file))
      if (mediaType === undefined) continue
      it(`finds passages and references in ${topic}/${file}, and no markup`, () => {
        const prose = proseOf(mediaType, readFileSync(join(shippedLibrary, topic, file), "utf8"))
        const found = passages(articleOf(prose))
        assert.isAtLeast(found.length, 20)
        assert.isAtLeast(prose.references.length, 2)
        assert.notStrictEqual(prose.title, "")
        for (const { heading, text } of found) {
          assert.notMatch(text, /[<>{}|*_#[\]]|https?:|&[a-z]+;|\s\s/)
          assert.notMatch(heading, /source/i)
          assert.match(text, /[.!?]["”’]?$/)
        }
        assert.notMatch(found[0]?.text ?? "", /^By /)
      })
    }
  }

  it("numbers passages in reading order", () => {
    const article = articleOf(
      proseOf("text/plain", "First of all this. And then that.\n\nPart\n\nIn the end it rains.")
    )
    assert.deepStrictEqual(
      passages(article).map(({ heading, id, text }) => [id, heading, text]),
      [
        [`${sourceId(url)}#0`, "", "First of all this."],
        [`${sourceId(url)}#1`, "", "And then that."],
        [`${sourceId(url)}#2`, "Part", "In the end it rains."]
      ]
    )
  })

  const hidden: ReadonlyArray<string> = [
    '<p style="display:none">SECRET words here.</p>',
    '<p style="font-size:0">SECRET words here.</p>',
    '<p style="color:red; OPACITY: 0.0">SECRET words here.</p>',
    '<p style="position:absolute;left:-9999px">SECRET words here.</p>',
    '<div style="height:1px;overflow:hidden"><p>SECRET words here.</p></div>',
    "<p hidden>SECRET words here.</p>",
    '<div aria-hidden="true"><p>SECRET words here.</p></div>',
    '<span class="sr-only">SECRET words here.</span>',
    "<template><p>SECRET words here.</p></template>",
    "<noscript><p>SECRET words here.</p></noscript>",
    "<!-- SECRET words here. -->",
    "<script>document.write('SECRET words here.')</script>",
    '<svg><title>SECRET words here.</title></svg><img alt="SECRET words here.">'
  ]
  for (const html of hidden) {
    it(`drops the hidden text of ${html}`, () => {
      assert.notInclude(JSON.stringify(proseOf("text/html", page(html))), "SECRET")
      assert.notInclude(
        JSON.stringify(proseOf("text/markdown", `# T\n\nSome text.\n\n${html}\n`)),
        "SECRET"
      )
    })
  }

  it("keeps text that is styled but visible", () => {
    for (const style of [
      "background-color: transparent",
      "transform: scale(0.9)",
      "opacity: 0.8",
      "font-size: 0.9em",
      "height: 10px; width: 100%",
      "left: -5px"
    ]) {
      const prose = proseOf("text/html", page(`<p style="${style}">Plain words that are here.</p>`))
      assert.include(JSON.stringify(prose), "Plain words", style)
    }
  })

  it("drops invisible characters", () => {
    const text =
      "Both ti\u200Bmes \u{E0049}\u{E0067}the \u202Eboat\u202C came \uFB01rst, at 10\u00B2 m."
    assert.strictEqual(
      proseOf("text/plain", text).paragraphs[0]?.text,
      "Both times the boat came first, at 10² m."
    )
  })

  it("drops navigation and footer around an article", () => {
    const prose = proseOf(
      "text/html",
      `<html><body><nav><a href="/">Home page of the site</a></nav>${page("")}<footer>Imprint and cookies of the site.</footer></body></html>`
    )
    assert.isTrue(prose.paragraphs.every(({ text }) => text.startsWith("The tide")))
  })

  it("resolves the references of a web page against its address", () => {
    const prose = proseOf(
      "text/html",
      page(
        '<h2>References</h2><ul><li><a href="/c">The C</a></li><li><a href="#x">no</a></li><li><a href="javascript:x()">no</a></li></ul><h2>After</h2>'
      )
    )
    assert.deepStrictEqual(prose.references, [{ title: "The C", url: "http://library.internal/c" }])
  })

  it("keeps lists and quotes of Markdown as prose, but not code, tables and pictures", () => {
    const markdown =
      "# T\n\n- One *whole* item.\n- Another `whole` item.\n\n> A quoted thought.\n\n```\ncode();\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n![picture](x.png)\n"
    assert.deepStrictEqual(
      proseOf("text/markdown", markdown).paragraphs.map(({ text }) => text),
      ["One whole item.", "Another whole item.", "A quoted thought."]
    )
  })

  const refused: ReadonlyArray<
    readonly [name: string, mediaType: TextDocument["mediaType"], text: string]
  > = [
    ["elements nested too deeply", "text/html", `${"<div>".repeat(20_000)}x`],
    ["Markdown nested as deeply", "text/markdown", "<div>".repeat(20_000)],
    ["too many elements", "text/html", "<b>x</b>".repeat(100_001)],
    ["a page without text", "text/html", "<html><body><img></body></html>"],
    ["a text without words", "text/plain", "- - - 12 !"]
  ]
  for (const [name, mediaType, text] of refused) {
    it(`refuses ${name}`, () => {
      assert.strictEqual(extract({ mediaType, text, url })._tag, "Refused")
    })
  }
})

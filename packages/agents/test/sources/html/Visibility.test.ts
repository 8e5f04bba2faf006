import { assert, describe, it } from "@effect/vitest"
import { extract } from "@aethercast/agents/sources/Extraction"

const filler = "<p>The tide comes in twice a day, and nobody in the town is surprised by it.</p>"

const isRead = (head: string, body: string, attributes = ""): boolean => {
  const text = `<!doctype html><html><head><title>Tides</title>${head}</head><body${attributes}><article><h1>Tides</h1>${filler}${body}${filler.repeat(3)}</article></body></html>`
  const answer = extract({ mediaType: "text/html", text, url: "http://a.test/" })
  if (answer._tag === "Refused") return assert.fail(answer.reason)
  assert.include(JSON.stringify(answer.prose), "twice a day")
  return JSON.stringify(answer.prose).includes("planted")
}

const css = (rules: string) => `<style>${rules}</style>`
const x = '<p class="x">These planted words are in the page.</p>'
const script = '<script src="/reveal.js"></script>'

const hidden: ReadonlyArray<readonly [name: string, head: string, body: string]> = [
  ["display none", css(".x{display:none}"), x],
  ["display none with more properties", css(".x{display:none;speak:never}"), x],
  ["display none by an id", css("#y{display:none}"), '<p id="y">These planted words.</p>'],
  ["display none by an attribute", css("[data-y]{display:none}"), "<p data-y>planted words</p>"],
  ["display none by a type", css("small{display:none}"), "<p>A <small>planted</small> word.</p>"],
  ["display none of a parent", css(".x{display:none}"), `<div class="x"><p>planted</p></div>`],
  ["display none by a child selector", css("article > .x{display:none}"), x],
  ["display none by a position", css("p:nth-child(3){display:none}"), x],
  ["display none by negation", css("p[class]:not(.y){display:none}"), x],
  ["display none until it has focus", css(".x:not(:focus){display:none}"), x],
  ["display none in upper case", css(".x{DISPLAY:NONE}"), x],
  ["display none with a comment", css(".x{display:/* */none}"), x],
  ["display none with an escape", css(".x{d\\69splay:none}"), x],
  [
    "an important rule against a style",
    css(".x{display:none!important}"),
    x.replace("<p", '<p style="display:block"')
  ],
  ["a more specific rule", css("p.x{display:none}.x{display:block}"), x],
  ["a media query for screens", css("@media screen and (min-width:600px){.x{display:none}}"), x],
  ["a range of widths", css("@media (400px <= width < 2000px){.x{display:none}}"), x],
  ["a condition on support", css("@supports (display:grid){.x{display:none}}"), x],
  ["a cascade layer", css("@layer a{.x{display:none}}"), x],
  ["a nested rule", css("article{.x{display:none}}"), x],
  ["a nested rule with an ampersand", css("p{&.x{display:none}}"), x],
  ["a variable", css(":root{--y:none}.x{display:var(--y)}"), x],
  ["the fallback of a variable", css(".x{display:var(--y,none)}"), x],
  ["a sheet after a broken rule", css(".y{color:{}};} .y{}.x{display:none}"), x],
  ["a style element in the body", "", css(".x{display:none}") + x],
  ["visibility hidden", css(".x{visibility:hidden}"), x],
  ["visibility collapse", css(".x{visibility:collapse}"), x],
  ["opacity zero", css(".x{opacity:0}"), x],
  ["opacity near zero", css(".x{opacity:.01}"), x],
  ["an opacity filter", css(".x{filter:opacity(0%)}"), x],
  ["font size zero", css(".x{font-size:0}"), x],
  ["font size one pixel", css(".x{font-size:1px}"), x],
  ["font size zero by shorthand", css(".x{font:0/0 a}"), x],
  ["a transparent colour", css(".x{color:transparent}"), x],
  ["a colour without alpha", css(".x{color:rgba(0,0,0,0)}"), x],
  ["a transparent fill", css(".x{-webkit-text-fill-color:transparent}"), x],
  ["white on white", css(".x{color:#fff}"), x],
  ["white on the white of the body", css("body{background:#fff}.x{color:white}"), x],
  ["black on black", css(".x{color:#000;background:#010101}"), x],
  ["a font element in white", "", '<p><font color="#FFFFFF">These planted words.</font></p>'],
  ["a place left of the screen", css(".x{position:absolute;left:-9999px}"), x],
  ["a place above the screen", css(".x{position:fixed;top:-100vh;left:-200vw}"), x],
  ["an indent", css(".x{text-indent:-9999px}"), x],
  ["a margin", css(".x{margin-left:-9999px}"), x],
  ["a translation", css(".x{transform:translateX(-9999px)}"), x],
  ["a scale of zero", css(".x{transform:scale(0)}"), x],
  ["a clip", css(".x{position:absolute;clip:rect(0,0,0,0)}"), x],
  ["a clip of one pixel", css(".x{position:absolute;clip:rect(1px,1px,1px,1px)}"), x],
  ["a clip path", css(".x{clip-path:inset(50%)}"), x],
  ["a circle of no size", css(".x{clip-path:circle(0)}"), x],
  ["no height", css(".x{height:0;overflow:hidden}"), x],
  ["no maximal height", css(".x{max-height:0;overflow:hidden}"), x],
  ["one pixel of width", css(".x{width:1px;height:1px;overflow:hidden;position:absolute}"), x],
  ["hidden content", css(".x{content-visibility:hidden}"), x],
  ["the hidden attribute", "", "<p hidden>planted words</p>"],
  ["hidden until found", "", '<p hidden="until-found">planted words</p>'],
  ["a popover", "", "<div popover>planted words</div>"],
  ["a closed dialog", "", "<dialog>planted words</dialog>"],
  ["a transition without any script", css(".x{opacity:0;transition:opacity 1s}"), x],
  ["a sheet that a script cannot undo", css(".x{display:none;transition:opacity 1s}") + script, x]
]

const shown: ReadonlyArray<readonly [name: string, head: string, body: string]> = [
  ["an overridden rule", css(".x{display:none}p.x{display:block}"), x],
  ["a rule for print", css("@media print{.x{display:none}}"), x],
  ["a sheet for print", '<style media="print">.x{display:none}</style>', x],
  ["a rule for narrow screens", css("@media (max-width:600px){.x{display:none}}"), x],
  ["a rule for the dark", css("@media (prefers-color-scheme:dark){.x{display:none}}"), x],
  ["a rule for other classes", css(".y .x,.x.y,.x:hover{display:none}"), x],
  ["a rule for a pseudo-element", css(".x::before{display:none}"), x],
  [
    "a hidden attribute that is overridden",
    css("[hidden]{display:block}"),
    "<p hidden>planted</p>"
  ],
  [
    "a visible child of a hidden parent",
    css(".y{visibility:hidden}.x{visibility:visible}"),
    `<div class="y">${x}</div>`
  ],
  [
    "a sized child of a parent without",
    css(".y{font-size:0}.x{font-size:16px}"),
    `<div class="y">${x}</div>`
  ],
  ["white on black", css(".x{color:#fff;background:#000}"), x],
  [
    "white on an image",
    css(".y{background:#fff url(a.png)}.x{color:#fff}"),
    `<div class="y">${x}</div>`
  ],
  [
    "white with a sheet elsewhere",
    `<link rel="stylesheet" href="a.css">${css(".x{color:#fff}")}`,
    x
  ],
  [
    "a gradient text",
    css(".x{color:transparent;background:linear-gradient(red,blue);background-clip:text}"),
    x
  ],
  ["no height, with overflow", css(".x{height:0}"), x],
  ["a small scale", css(".x{transform:scale(.9)}"), x],
  ["a fade by a script", css(".x{opacity:0;transition:opacity 1s}") + script, x],
  [
    "a fade and slide by a script",
    "",
    `${script}<p style="opacity:0;transform:translateY(20px)">planted</p>`
  ],
  [
    "a reveal by a library",
    css("[data-aos]{opacity:0}") + script,
    '<p data-aos="fade-up">planted</p>'
  ],
  ["a reveal by a class", css(".fade-in{opacity:0}") + script, '<p class="fade-in">planted</p>'],
  ["an animation", css("@keyframes in{to{opacity:1}}.x{opacity:0;animation:in 1s forwards}"), x],
  ["a page that a script shows", css("body{opacity:0}") + script, x],
  [
    "a fade that is undone without scripts",
    `${css(".x{opacity:0}")}<noscript>${css(".x{opacity:1}")}</noscript>`,
    x
  ]
]

describe("Visibility", () => {
  for (const [name, head, body] of hidden) {
    it(`does not read text hidden by ${name}`, () => {
      assert.isFalse(isRead(head, body))
    })
  }

  for (const [name, head, body] of shown) {
    it(`reads text that is shown in spite of ${name}`, () => {
      assert.isTrue(isRead(head, body))
    })
  }

  it("reads a page whose style sheet is broken or nested without end", () => {
    for (const rules of [".x{<p x", ".x{@media print{", "a{".repeat(500), ":is(".repeat(500)]) {
      assert.isTrue(isRead(css(rules), x))
    }
  })

  it("drops text that is struck out by a style", () => {
    assert.isFalse(isRead(css(".x{text-decoration:line-through}"), x))
  })

  it("takes an element for a paragraph that its style shows as one", () => {
    const text = `<title>T</title>${css("x-line{display:block}li{display:inline}")}<article><x-line>The first line of it.</x-line><x-line>The second line of it.</x-line></article>`
    const answer = extract({ mediaType: "text/html", text, url: "http://a.test/" })
    assert.deepStrictEqual(
      answer._tag === "Prose" && answer.prose.paragraphs.map((paragraph) => paragraph.text),
      ["The first line of it.", "The second line of it."]
    )
  })
})

import { docxType, epubType, type FileDocument } from "@aethercast/agents/sources/Extraction"
import type { Random } from "../../../cluster/test/harness/fuzz/Random.ts"
import { docx, epub, pdf } from "../sources/files/Documents.ts"

const words = [
  "The tide",
  "comes",
  "in twice",
  "a day.",
  "Why?",
  "3.5 %",
  "e.g.",
  "«Yes», he said."
]

const prose = (random: Random): string =>
  random.oneIn(4) ? random.text(60) : random.list(12, () => random.pick(words)).join(" ")

const tags = [
  ..."p div span article section main h1 h2 h6 ul ol li dl dt dd table tr td th caption a b i em sup sub".split(
    " "
  ),
  ..."pre code blockquote q figure figcaption img svg math mi mo style script template noscript".split(
    " "
  ),
  ..."title head body html base meta form select option button textarea details summary br hr".split(
    " "
  ),
  ..."ruby rt iframe frameset plaintext xmp x-unknown o:p".split(" ")
]

const declarations = [
  "display:none",
  "font-size:0",
  "opacity:.01",
  "position:absolute;left:-9999px",
  "color:#fff;background:white",
  "clip-path:inset(50%)",
  "width:calc((((1px + 2em)))",
  "content:'\\0000g'",
  "--a:var(--a);color:var(--a)"
]

const selectors = [
  "p",
  ".a",
  "#a",
  "*",
  "p > .a + *",
  ":not(:is(.a, p *))",
  "::before",
  "a:nth-child(2n+1 of p)"
]

const style = (random: Random): string =>
  random.oneIn(3) ? random.text(40) : random.list(3, () => random.pick(declarations)).join(";")

const sheet = (random: Random): string =>
  random
    .list(6, () => {
      const rule = `${random.list(3, () => random.pick(selectors)).join(",")}{${style(random)}}`
      return random.oneIn(4)
        ? `@media (max-width:${random.int(2000)}px){${rule}${random.oneIn(4) ? "" : "}"}`
        : rule
    })
    .join("")

const attributes = (random: Random): string =>
  random
    .list(2, () =>
      random.pick([
        ` class="${random.pick(["a", "sr-only", "nav", random.text(10)])}"`,
        ` id="${random.text(6)}"`,
        ` style="${style(random)}"`,
        ` href="${random.pick(["/x", "http://[", "javascript:x", random.text(20)])}"`,
        ` colspan="${random.pick(["2", "9999999", "-1"])}"`,
        " hidden",
        ` ${random.text(12)}`
      ])
    )
    .join("")

/** Elements in one another, some of which are never closed, or closed twice. */
const markup = (random: Random, depth: number): string =>
  random
    .list(depth === 0 ? 0 : 5, () => {
      if (random.oneIn(3)) return prose(random)
      const tag = random.pick(tags)
      const inner = tag === "style" ? sheet(random) : markup(random, depth - 1)
      const close = random.oneIn(8) ? "" : `</${random.oneIn(12) ? random.pick(tags) : tag}>`
      return `<${tag}${attributes(random)}>${inner}${close}`
    })
    .join(random.oneIn(2) ? "\n" : "")

const repeated = (random: Random): string =>
  random
    .pick([
      "<p>",
      "<div><b>",
      "</p>",
      "<a href=x>",
      "<table><td>",
      "<font>",
      "<!--",
      "&amp",
      "<ul><li>",
      "<svg><p>"
    ])
    .repeat(random.int(2000))

export const html = (random: Random): string => {
  const body = random.oneIn(10) ? repeated(random) : markup(random, 5)
  return random.oneIn(5)
    ? body
    : `<!doctype html><title>${prose(random)}</title><style>${sheet(random)}</style><article>${body}</article>`
}

export const markdown = (random: Random): string =>
  random
    .list(20, () => {
      const text = prose(random)
      return random.pick([
        `# ${text}`,
        `${text}\n===`,
        `${"> ".repeat(random.int(random.oneIn(10) ? 500 : 4))}${text}`,
        `${"  ".repeat(random.int(20))}- ${text}`,
        `${random.int(99)}. ${text}`,
        `| ${text} | b |\n|---|---|\n| ${text} | ${text} |`,
        `\`\`\`${text}\n${text}`,
        `[${text}](${random.text(20)} "${random.text(5)}")`,
        `[${text}][a]\n\n[a]: ${random.text(20)}`,
        `${random.pick(["*", "_", "**", "~~", "`", "[", "![", "<", "(", "$", "\\"]).repeat(random.int(300))}${text}`,
        `---\ntitle: ${text}\n---`,
        `<div>${text}</div>`,
        text
      ])
    })
    .join(random.pick(["\n", "\n\n", "\r\n"]))

const line = (random: Random) => [prose(random), random.int(40), random.int(900)] as const

const wordBody = (random: Random): string =>
  random
    .list(12, () => {
      const run = `<w:r>${random.oneIn(3) ? `<w:rPr><w:${random.pick(["b", "i", "vertAlign", "strike", "vanish"])}/></w:rPr>` : ""}<w:t>${prose(random).replace(/[<&]/g, "")}</w:t></w:r>`
      return random.pick([
        `<w:p>${run}</w:p>`,
        `<w:p><w:pPr><w:pStyle w:val="${random.pick(["Title", "Heading1", "x"])}"/></w:pPr>${run}`,
        `<w:tbl><w:tr><w:tc><w:p>${run}</w:p></w:tc></w:tr></w:tbl>`,
        `<w:p><m:oMath>${run}${random.oneIn(3) ? "" : "</m:oMath>"}</w:p>`,
        `<w:p><w:hyperlink r:id="${random.text(4)}">${run}</w:hyperlink></w:p>`,
        `<w:p><w:fldSimple w:instr="${random.text(10)}">${run}</w:fldSimple><w:footnoteReference w:id="1"/></w:p>`,
        run
      ])
    })
    .join("")

const makers = {
  html: (random: Random) => ["text/html", Buffer.from(html(random))],
  markdown: (random: Random) => ["text/markdown", Buffer.from(markdown(random))],
  plain: (random: Random) => [
    "text/plain",
    Buffer.from(random.list(30, () => prose(random)).join("\n"))
  ],
  pdf: (random: Random) => [
    "application/pdf",
    pdf(
      random.list(3, () => random.list(8, () => line(random))),
      random.text(20)
    )
  ],
  epub: (random: Random) => [
    epubType,
    epub(
      random.list(3, () => html(random)),
      random.oneIn(4) ? { "OEBPS/book.opf": html(random) } : {}
    )
  ],
  docx: (random: Random) => {
    const body = wordBody(random)
    return [
      docxType,
      docx(
        random.oneIn(3) ? random.mutate(Buffer.from(body)).toString() : body,
        random.oneIn(4) ? { "word/styles.xml": random.text(200) } : {}
      )
    ]
  }
} satisfies Record<string, (random: Random) => readonly [FileDocument["mediaType"], Uint8Array]>

const charsets = [
  "utf-8",
  "utf-16le",
  "shift_jis",
  "iso-2022-jp",
  "windows-1252",
  "x-user-defined",
  "replacement"
]

/** A document of one of the formats, whole or damaged, in its encoding or in another. */
export const document = (
  random: Random,
  formats: ReadonlyArray<keyof typeof makers>
): FileDocument => {
  const [mediaType, bytes] = makers[random.pick(formats)](random)
  return {
    mediaType,
    bytes: random.oneIn(2) ? bytes : random.mutate(bytes),
    url: random.pick(["http://a.test/x", "https://a.test/b/../c?d#e"]),
    ...(random.oneIn(4)
      ? { charset: random.oneIn(4) ? random.text(10) : random.pick(charsets) }
      : {})
  }
}

export const show = ({ charset = "", ...input }: FileDocument): string =>
  `${input.mediaType} ${charset} ${JSON.stringify(Buffer.from(input.bytes).toString("latin1"))}`

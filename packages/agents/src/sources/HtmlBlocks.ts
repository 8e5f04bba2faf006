import { Readability } from "@mozilla/readability"
import { parseHTML } from "linkedom"
import { type Block, isReferencesHeading } from "./Blocks.ts"

/** The title of a page and the blocks of its article. */
export interface HtmlArticle {
  readonly title: string
  readonly blocks: ReadonlyArray<Block>
}

/** The article of a web page: hidden elements are removed, then Readability finds the article. */
export const pageBlocks = (html: string, url: string): HtmlArticle => {
  const document: Dom = parseHTML(html).document
  removeHidden(document)
  const title = document.querySelector("title")?.textContent ?? ""
  const listed = takeReferences(document, url)
  const body = document.querySelector("article, main") ?? document.body
  const whole = body === null ? [] : walk(body, url)
  const readability = new Readability<DomNode>(document, { serializer: (node: DomNode) => node })
  const found = readability.parse()
  const article = found?.content ? walk(found.content, url) : []
  return {
    title: found?.title ?? title,
    blocks: [...(letters(article) < letters(whole) / 4 ? whole : article), ...listed]
  }
}

/** HTML that consists of an article only, such as rendered Markdown. */
export const fragmentBlocks = (html: string, url: string): ReadonlyArray<Block> => {
  const document: Dom = parseHTML(`<!doctype html><html><body>${html}</body></html>`).document
  removeHidden(document)
  return document.body === null ? [] : walk(document.body, url)
}

/**
 * Why a page is too complex to be parsed; undefined when it is not. Parsing time grows with the
 * square of the depth: 20,000 nested elements took 7.3 s, 2,000 took 0.5 s. Void elements, and those
 * that HTML closes implicitly (`p`, `li`, table cells), do not count.
 */
export const tooComplex = (html: string): string | undefined => {
  let depth = 0
  let elements = 0
  for (const [, slash, name = ""] of html.matchAll(/<(\/?)([A-Za-z][A-Za-z0-9-]*)/g)) {
    if (slash === "" && ++elements > 50_000) return "it has too many elements"
    if (selfClosing.has(name.toLowerCase())) continue
    depth = slash === "/" ? Math.max(0, depth - 1) : depth + 1
    if (depth > 256) return "its elements are nested too deeply"
  }
  return undefined
}

interface DomNode {
  readonly nodeType: number
  readonly nodeName: string
  readonly textContent: string | null
  readonly childNodes: Iterable<DomNode>
}

interface DomElement extends DomNode {
  readonly nextElementSibling: DomElement | null
  getAttribute(name: string): string | null
  querySelector(selector: string): DomElement | null
  querySelectorAll(selector: string): Iterable<DomElement>
  closest(selector: string): DomElement | null
  remove(): void
}

interface Dom extends Pick<DomElement, "querySelector" | "querySelectorAll"> {
  readonly body: DomElement | null
}

const isElement = (node: DomNode): node is DomElement => node.nodeType === 1

const letters = (blocks: ReadonlyArray<Block>) =>
  blocks.reduce((sum, { kind, text }) => (kind === "text" ? sum + text.length : sum), 0)

const removeHidden = (document: Dom) => {
  for (const element of document.querySelectorAll(alwaysHidden)) element.remove()
  for (const element of document.querySelectorAll("[style]")) {
    if (hidingStyle.test(element.getAttribute("style") ?? "")) element.remove()
  }
}

const alwaysHidden =
  "[hidden], [aria-hidden=true], [class*='sr-only'], [class*='visually-hidden'], script, style, template, noscript, iframe, object, embed, dialog, svg, math"

const hidingStyle =
  /display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font(?:-size)?\s*:\s*0(?![.\d])|opacity\s*:\s*0(?:\.0*)?(?![.\d])|(?:left|top|right|text-indent|margin-left)\s*:\s*-\d{3,}|(?:^|;)\s*(?:max-)?(?:height|width)\s*:\s*[01](?:px|em|rem|%)?\s*(?:;|$)|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\((?:50|100)%|scale\(\s*0(?![.\d])|(?<![\w-])color\s*:\s*transparent/i

/** Removes and returns the list under a "Sources" heading, which Readability would drop. */
const takeReferences = (document: Dom, url: string): ReadonlyArray<Block> => {
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (!isReferencesHeading(heading.textContent ?? "")) continue
    // Some encyclopedias wrap a heading in a division of its own.
    const start = heading.closest("div[class*=heading]") ?? heading
    const taken = [start]
    for (let next = start.nextElementSibling; next !== null; next = next.nextElementSibling) {
      if (/^H[1-6]$/i.test(next.nodeName) || next.querySelector("h1, h2, h3, h4, h5, h6")) break
      taken.push(next)
    }
    const blocks = taken.flatMap((element) => walk(element, url))
    for (const element of taken) element.remove()
    return blocks
  }
  return []
}

const walk = (root: DomNode, base: string): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let text = ""
  let links: Array<Block["links"][number]> = []

  const flush = (kind: Block["kind"]) => {
    if (text.trim() !== "") blocks.push({ kind, text, links })
    text = ""
    links = []
  }

  const visit = (node: DomNode): void => {
    if (node.nodeType === 3) {
      text += node.textContent ?? ""
      return
    }
    if (!isElement(node)) return
    const name = node.nodeName.toUpperCase()
    if (skipped.has(name) || isCitationMark(node, name)) return
    const kind = /^H[1-6]$/.test(name) ? "heading" : "text"
    const isBlock = !inline.has(name)
    if (isBlock) flush("text")
    const start = text.length
    for (const child of node.childNodes) visit(child)
    if (name === "A") addLink(node, text.slice(start))
    if (name === "BR") text += " "
    if (isBlock) flush(kind)
  }

  const addLink = (element: DomElement, title: string) => {
    const href = element.getAttribute("href")
    if (href === null || href.startsWith("#") || !URL.canParse(href, base)) return
    links.push({ title, url: new URL(href, base).href })
  }

  visit(root)
  flush("text")
  return blocks
}

/** A superscript such as `[3]` that links to a footnote. */
const isCitationMark = (element: DomElement, name: string): boolean =>
  name === "SUP" && element.querySelector("a") !== null

const inline = new Set(
  "A ABBR B BDI BDO BR CITE CODE DATA DEL DFN EM FONT I INS KBD MARK Q RUBY S SAMP SMALL SPAN STRONG SUB SUP TIME TT U VAR WBR".split(
    " "
  )
)

const skipped = new Set(
  "HEAD SCRIPT STYLE TEMPLATE NOSCRIPT NAV ASIDE FOOTER TABLE PRE FIGURE IMG PICTURE VIDEO AUDIO CANVAS SVG MATH BUTTON LABEL SELECT TEXTAREA IFRAME OBJECT RP RT".split(
    " "
  )
)

const selfClosing = new Set(
  "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr thead tbody tfoot colgroup option optgroup rp rt".split(
    " "
  )
)

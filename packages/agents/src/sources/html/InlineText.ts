import type { Block } from "../Blocks.ts"
import { isBlockElement } from "./BlockElements.ts"
import {
  attribute,
  classes,
  type Element,
  find,
  isElement,
  isText,
  type Node,
  textOf
} from "./HtmlTree.ts"
import { footnoteMark, subscript, superscript } from "./Superscript.ts"

/**
 * The headings and paragraphs below an element as plain text: quotation marks around `q`, exponents as
 * superscript characters, without deleted text, footnote marks, captions and forms. Two line breaks end
 * a paragraph.
 */
export const inlineBlocks = (root: Element, base: string): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let text = ""
  let links: Array<Block["links"][number]> = []
  let quotes = 0

  const flush = (kind: Block["kind"], isItem: boolean) => {
    for (const part of text.split(/\u2028\s*\u2028/)) {
      if (part.trim() !== "") blocks.push({ kind, text: part, links, isItem })
    }
    text = ""
    links = []
  }

  const visit = (node: Node, isItem: boolean): void => {
    if (isText(node)) {
      text += node.value
      return
    }
    if (!isElement(node) || skipped.has(node.tagName) || isMark(node)) return
    const { tagName } = node
    if (tagName === "br") text += "\u2028"
    else if (tagName === "sup") text += raised(node)
    else if (tagName === "sub") text += subscript(text.slice(-1), textOf(node))
    else if (tagName === "q") quoted(node, isItem)
    else if (isBlockElement(node)) block(node, isItem || tagName === "li")
    else {
      const start = text.length
      for (const child of node.childNodes) visit(child, isItem)
      if (tagName === "a") addLink(node, text.slice(start))
    }
  }

  const block = (node: Element, isItem: boolean) => {
    flush("text", isItem)
    for (const child of node.childNodes) visit(child, isItem)
    flush(isHeading(node) ? "heading" : "text", isItem)
  }

  const raised = (node: Element): string => {
    const mark = textOf(node)
    if (isNumerator(node)) return /\d$/.test(text) ? ` ${mark}` : mark
    const isLinked = find(node, ({ tagName }) => tagName === "a") !== undefined
    return isLinked ? "" : superscript(text.slice(-40), mark, textAfter(node))
  }

  const quoted = (node: Element, isItem: boolean) => {
    const [open = "“", close = "”"] = quotes % 2 === 0 ? ["“", "”"] : ["‘", "’"]
    text += open
    quotes++
    for (const child of node.childNodes) visit(child, isItem)
    quotes--
    text += close
  }

  const addLink = (node: Element, title: string) => {
    const href = attribute(node, "href")
    if (href === undefined || href.startsWith("#") || !URL.canParse(href, base)) return
    links.push({ title, url: new URL(href, base).href })
  }

  visit(root, false)
  flush("text", false)
  return blocks
}

/** The beginning of the text that follows. */
const textAfter = (node: Element): string => {
  const siblings = node.parentNode?.childNodes ?? []
  const next = siblings[siblings.indexOf(node) + 1]
  return next === undefined ? "" : (isText(next) ? next.value : textOf(next)).slice(0, 10)
}

/** Whether a slash and a subscript follow, as in 5<sup>1</sup>/<sub>2</sub>. */
const isNumerator = (node: Element): boolean => {
  const siblings = node.parentNode?.childNodes ?? []
  const at = siblings.indexOf(node)
  const [slash, below] = [siblings[at + 1], siblings[at + 2]]
  return (
    /^\d{1,3}$/.test(textOf(node)) &&
    slash !== undefined &&
    isText(slash) &&
    /^\s*[/⁄]\s*$/.test(slash.value) &&
    below !== undefined &&
    isElement(below) &&
    below.tagName === "sub"
  )
}

const isHeading = (node: Element): boolean =>
  /^h[1-6]$/.test(node.tagName) || attribute(node, "role") === "heading"

/** A link to a footnote, or from one back to the text. */
const isMark = (node: Element): boolean => {
  const role = attribute(node, "role") ?? ""
  if (/^doc-(?:noteref|backlink)$/.test(role) || attribute(node, "epub:type") === "noteref")
    return true
  if (
    classes(node).some((name) =>
      /^(?:footnote-?ref|footnote-?backref|reversefootnote)$/i.test(name)
    )
  )
    return true
  return (
    node.tagName === "a" &&
    (attribute(node, "href") ?? "").startsWith("#") &&
    footnoteMark.test(textOf(node).trim())
  )
}

/** Not said: deleted, not prose, or alternatives for browsers that cannot show something. */
const skipped = new Set(
  "head del s strike script style template noscript nav aside footer figcaption table pre img button label select textarea input meter progress iframe object rt rp rtc".split(
    " "
  )
)

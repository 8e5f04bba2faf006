import { Result } from "effect"
import { type Block, countReferences, namesReferences, withoutHoles } from "../Blocks.ts"
import { cleanText } from "../CleanText.ts"
import { isNotes, normalizeMarkup, removeMenus } from "./ArticleMarkup.ts"
import { isBlockElement } from "./BlockElements.ts"
import { markFormulas } from "./Formulas.ts"
import {
  attribute,
  descendants,
  type Element,
  find,
  isElement,
  type Node,
  type Parent,
  parsePage,
  setChildren,
  textOf
} from "./HtmlTree.ts"
import { inlineBlocks } from "./InlineText.ts"
import { pageTitle, readableArticle } from "./Readable.ts"
import { removeHidden } from "./Visibility.ts"

/** The title of a page and the blocks of its article. */
export interface HtmlArticle {
  readonly title: string
  readonly blocks: ReadonlyArray<Block>
}

/** The article of a web page, or why it is not read: what is hidden is removed, then Readability finds it. */
export const pageBlocks = (html: string, url: string): Result.Result<HtmlArticle, string> =>
  Result.map(parsePage(asHtml(html)), (root) => {
    const base = baseOf(root, url)
    const title = pageTitle(root)
    prepare(root)
    const listed = takeReferences(root, base)
    removeMenus(root)
    const blocks = inlineBlocks(wholeOf(root), base)
    const found = readableArticle(root)
    const article = found === undefined ? [] : inlineBlocks(found.article, base)
    return {
      title: found?.title || title,
      blocks: [...(letters(article) < letters(blocks) / 4 ? blocks : article), ...listed]
    }
  })

/** HTML that consists of an article only, such as rendered Markdown. */
export const fragmentBlocks = (
  html: string,
  url: string
): Result.Result<ReadonlyArray<Block>, string> =>
  Result.map(parsePage(asHtml(html)), (root) => {
    const base = baseOf(root, url)
    prepare(root)
    const listed = takeNotes(root, base)
    return [...inlineBlocks(root, base), ...listed]
  })

/** The words of a piece of HTML, such as the description of a feed's entry. */
export const fragmentText = (html: string): string => {
  if (!/[<&]/.test(html)) return cleanText(html)
  const blocks = Result.getOrElse(fragmentBlocks(html, "http://fragment.invalid/"), () => [])
  return cleanText(withoutHoles(blocks.map(({ text }) => text).join(" ")))
}

const asHtml = (text: string): string =>
  /^\s*<\?xml|<html\s[^>]{0,500}xmlns/.test(text.slice(0, 2000)) ? expandEmptyElements(text) : text

/** `<title/>` of XML as `<title></title>`: HTML does not know empty elements. */
export const expandEmptyElements = (xml: string): string =>
  xml.replace(
    /<([A-Za-z][\w:-]{0,60})((?:\s[^<>]{0,4000})?)\/>/g,
    (tag, name: string, rest: string) =>
      voidElements.has(name.toLowerCase()) ? tag : `<${name}${rest}></${name}>`
  )

const voidElements = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" ")
)

const prepare = (root: Element): void => {
  markFormulas(root)
  removeHidden(root)
  normalizeMarkup(root)
}

/** The address that relative links refer to: the first `base` element with one, or the page's own. */
const baseOf = (root: Element, url: string): string => {
  const element = find(
    root,
    (node) => node.tagName === "base" && attribute(node, "href") !== undefined
  )
  const href = element === undefined ? undefined : attribute(element, "href")
  if (href === undefined || !URL.canParse(href, url)) return url
  const base = new URL(href, url)
  return /^https?:$/.test(base.protocol) ? base.href : url
}

const wholeOf = (root: Element): Element => {
  const articles = [...descendants(root)].filter(({ tagName }) => tagName === "article")
  const [first] = articles
  if (first !== undefined && articles.length === 1) return first
  return find(root, ({ tagName }) => tagName === "main") ?? root
}

const letters = (blocks: ReadonlyArray<Block>) =>
  blocks.reduce((sum, { kind, text }) => (kind === "text" ? sum + text.length : sum), 0)

/**
 * Removes and returns notes, and the lists of references under headings such as "Sources", which
 * Readability would drop.
 */
const takeReferences = (root: Element, base: string): ReadonlyArray<Block> => [
  ...[...descendants(root)].filter(isHeading).flatMap((heading) => takeSection(heading, base)),
  ...takeNotes(root, base)
]

const takeSection = (heading: Element, base: string): ReadonlyArray<Block> => {
  if (!namesReferences(textOf(heading))) return []
  const start = wrapperOf(heading)
  const { parentNode } = start
  if (parentNode === null) return []
  const from = parentNode.childNodes.indexOf(start)
  const rest = parentNode.childNodes.slice(from + 1)
  const end = rest.findIndex(
    (node) => isElement(node) && (isHeading(node) || find(node, isHeading) !== undefined)
  )
  const section = (end === -1 ? rest : rest.slice(0, end)).map((node) => ({
    node,
    blocks: isElement(node) ? inlineBlocks(node, base) : []
  }))
  const listed = countReferences(
    textOf(heading),
    section.flatMap(({ blocks }) => blocks)
  )
  if (listed === 0) return []
  let seen = 0
  const taken = section.filter(({ blocks }) => (seen += blocks.length) <= listed)
  const removed = new Set<Node>([start, ...taken.map(({ node }) => node)])
  setChildren(
    parentNode,
    parentNode.childNodes.filter((node) => !removed.has(node))
  )
  const head: Block = { kind: "heading", text: textOf(heading), links: [], isItem: false }
  return [head, ...taken.flatMap(({ blocks }) => blocks)]
}

/** Some encyclopedias wrap a heading in a division of its own. */
const wrapperOf = (heading: Element): Element => {
  const parent = heading.parentNode
  return parent !== null &&
    isElement(parent) &&
    /\bheading|\bmw-heading/.test(attribute(parent, "class") ?? "")
    ? parent
    : heading
}

const isHeading = ({ tagName }: Element): boolean => /^h[1-6]$/.test(tagName)

const takeNotes = (root: Parent, base: string): ReadonlyArray<Block> => {
  const notes: Array<Block> = []
  const visit = (parent: Parent): void =>
    setChildren(
      parent,
      parent.childNodes.filter((child) => {
        if (!isElement(child)) return true
        if (!isNotes(child) || !isBlockElement(child)) {
          visit(child)
          return true
        }
        notes.push(...inlineBlocks(child, base))
        return false
      })
    )
  visit(root)
  if (notes.length === 0) return []
  // Only their links are of use, however much text they have.
  const items = notes.map((note) => ({ ...note, isItem: true }))
  return [{ kind: "heading", text: "References", links: [], isItem: false }, ...items]
}

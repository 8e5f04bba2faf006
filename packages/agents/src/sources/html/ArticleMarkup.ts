import {
  attribute,
  classes,
  type Element,
  find,
  isElement,
  type Node,
  rename,
  setChildren,
  textOf
} from "./HtmlTree.ts"
import { preformattedProse } from "./Preformatted.ts"
import { isLayoutTable, linkShare } from "./Tables.ts"

/**
 * Rewrites what holds prose in unusual markup as ordinary paragraphs, and removes what holds none:
 * preformatted text, layout tables, quotations in figures; data tables, pictures, code, tools of a wiki.
 */
export const normalizeMarkup = (parent: Element): void =>
  setChildren(
    parent,
    parent.childNodes.flatMap((child) => (isElement(child) ? normalized(child) : [child]))
  )

const normalized = (element: Element): ReadonlyArray<Node> => {
  if (isFurniture(element)) return []
  switch (element.tagName) {
    case "pre":
    case "xmp":
    case "listing":
    case "plaintext":
      return preformattedProse(element)
    case "table":
      return table(element)
    case "figure":
      return figure(element)
    case "img":
    case "picture":
    case "hr":
      return []
    default:
      normalizeMarkup(element)
      return [element]
  }
}

/** Removes lists that consist of links: menus, tags, and what else there is to read. */
export const removeMenus = (parent: Element): void =>
  setChildren(
    parent,
    parent.childNodes.filter((child) => {
      if (!isElement(child)) return true
      if (/^(?:ul|ol|menu|dir)$/.test(child.tagName) && isMenu(child)) return false
      removeMenus(child)
      return true
    })
  )

const isMenu = (list: Element): boolean => {
  const text = textOf(list)
  return linkShare(list) > 0.8 && !/[.!?…。！？]["'”’)]?(?:\s|$)/.test(text)
}

const isFurniture = (element: Element): boolean =>
  [...classes(element), attribute(element, "id") ?? ""].some((name) => furniture.has(name))

/** Parts of wikis and blogs that are never prose of the article. */
const furniture = new Set(
  "mw-editsection navbox infobox hatnote noprint metadata ambox toc catlinks sidenote marginnote printfooter jump-link comments comments-area comment-list commentlist disqus_thread respond comment-form sharedaddy share-buttons widget-area colophon site-footer sidebar cookie-banner cookie-notice cookie-consent newsletter-signup related-posts".split(
    " "
  )
)

const table = (element: Element): ReadonlyArray<Node> => {
  if (!isLayoutTable(element)) return []
  const visit = (part: Element): void => {
    setChildren(
      part,
      part.childNodes.flatMap((child) => {
        if (!isElement(child)) return [child]
        if (!tableParts.has(child.tagName)) return normalized(child)
        if (/^t[dh]$/.test(child.tagName) && linkShare(child) > 0.6) return []
        visit(child)
        return [child]
      })
    )
    rename(part, "div")
  }
  visit(element)
  return [element]
}

const tableParts = new Set(["tbody", "thead", "tfoot", "tr", "td", "th", "caption"])

/** The quotation or the prose of a figure without its caption. */
const figure = (element: Element): ReadonlyArray<Node> => {
  const caption = find(element, ({ tagName }) => tagName === "figcaption")
  const isQuotation =
    find(element, ({ tagName }) => tagName === "blockquote") !== undefined ||
    textOf(element).trim().length - (caption === undefined ? 0 : textOf(caption).trim().length) > 80
  if (!isQuotation) return []
  setChildren(
    element,
    element.childNodes.flatMap((child) =>
      isElement(child) ? (child.tagName === "figcaption" ? [] : normalized(child)) : [child]
    )
  )
  rename(element, "div")
  return [element]
}

/** Whether an element holds the notes of a document: what footnote marks lead to. */
export const isNotes = (element: Element): boolean =>
  (element.tagName === "li" &&
    /^(?:footnote|endnote|fn)[-:]?\d/.test(attribute(element, "id") ?? "")) ||
  /^doc-(?:endnotes?|footnote|bibliography)$/.test(attribute(element, "role") ?? "") ||
  /\b(?:footnotes?|endnotes?|rearnotes?)\b/.test(attribute(element, "epub:type") ?? "") ||
  classes(element).some((name) =>
    /^(?:footnotes?|endnotes?|footnote-list|reflist|references)$/i.test(name)
  )

import { attribute, descendants, type Element, find, textOf } from "./HtmlTree.ts"

/** Whether a table only arranges the page, and its cells hold prose; others hold data. */
export const isLayoutTable = (table: Element): boolean => {
  if (/^(?:presentation|none)$/i.test(attribute(table, "role") ?? "")) return true
  const own = [...descendants(table)]
  if (own.some(({ tagName }) => dataParts.has(tagName))) return false
  const cells = own.filter(isInnermostCell)
  const prose = cells.filter(isProseCell)
  return lengthOf(prose) > lengthOf(cells) / 2
}

/** The share of a part's text that stands in links: above 0.6 it is a menu. */
export const linkShare = (part: Element): number => {
  const links = [...descendants(part)].filter(({ tagName }) => tagName === "a")
  const linked = links.reduce((sum, link) => sum + textOf(link).trim().length, 0)
  return linked / Math.max(1, textOf(part).replace(/\s+/g, " ").trim().length)
}

const dataParts = new Set(["th", "caption", "thead", "tfoot"])

const isInnermostCell = (element: Element): boolean =>
  element.tagName === "td" && find(element, ({ tagName }) => tagName === "td") === undefined

const isProseCell = (cell: Element): boolean => {
  const content = textOf(cell).trim()
  return (
    content.length >= 80 && /[.!?…。！？]["'”’»)]?(?:\s|$)/.test(content) && linkShare(cell) <= 0.6
  )
}

const lengthOf = (cells: ReadonlyArray<Element>): number =>
  cells.reduce((sum, cell) => sum + textOf(cell).trim().length, 0)

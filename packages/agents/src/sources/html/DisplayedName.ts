import { isBlockElement } from "./BlockElements.ts"
import type { OwnStyle } from "./Cascade.ts"
import { type Element, find, rename } from "./HtmlTree.ts"

/** Names an element by its display, and removes it when it is struck out. */
export const adaptName = (element: Element, own: OwnStyle): void => {
  const display = own.get("display")
  if (/\bline-through\b/.test(own.get("text-decoration-line") ?? "")) rename(element, "del")
  else if (display === undefined || display === "" || keepsName.test(element.tagName)) return
  else if (/^(?:inline|contents)$/.test(display)) {
    if (isBlockElement(element) && find(element, isBlockElement) === undefined)
      rename(element, "span")
  } else if (/^(?:block|flex|grid|list-item|table|flow-root)$/.test(display)) {
    if (!isBlockElement(element)) rename(element, "div")
  }
}

/** Elements that mean more than their display. */
const keepsName =
  /^(?:html|body|head|a|q|s|del|strike|sub|sup|h[1-6]|li|table|t[rdh]|tbody|pre|code|blockquote|figure|img|br|math|label|button)$/

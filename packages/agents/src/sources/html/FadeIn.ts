import type { OwnStyle } from "./Cascade.ts"
import { isMovedAway } from "./HiddenElement.ts"
import { classes, type Element } from "./HtmlTree.ts"

/** What can make an element of a page appear later. */
export interface PageMotion {
  readonly hasScript: boolean
  /** The names of its `@keyframes`. */
  readonly animations: ReadonlySet<string>
}

/**
 * Whether something that is transparent at first will be shown: by a transition or an animation, or by
 * a script that is known to do that when a reader scrolls. Without a script only an animation can.
 */
export const fadesIn = (
  element: Element,
  own: OwnStyle,
  { animations, hasScript }: PageMotion
): boolean => {
  if (own.size === 0) return false
  if (own.get("position") === "absolute" && isMovedAway(own, true)) return false
  const animation = `${own.get("animation") ?? ""} ${own.get("animation-name") ?? ""}`
  if (animation.split(/[\s,]+/).some((name) => animations.has(name))) return true
  if (!hasScript) return false
  if (element.tagName === "html" || element.tagName === "body") return true
  const transition = `${own.get("transition") ?? ""} ${own.get("transition-property") ?? ""}`
  return (
    /\b(?:opacity|visibility|all|transform)\b|^\s*[\d.]/.test(transition) ||
    /\btranslate|\bscale\(0?\.[1-9]/.test(
      `${own.get("transform") ?? ""} ${own.get("translate") ?? ""}`
    ) ||
    /\bopacity\b/.test(own.get("will-change") ?? "") ||
    element.attrs.some(({ name }) => /^data-(?:aos|sal|scroll|animat|reveal|framer)/.test(name)) ||
    classes(element).some((name) => revealed.test(name))
  )
}

const revealed = /^(?:wow|aos-init)$|(?:^|[-_])(?:fade|reveal|animate|scroll|in-?view|appear|lazy)/i

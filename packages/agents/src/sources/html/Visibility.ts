import { cascadeOf, cascadeWithoutScripts, type OwnStyle } from "./Cascade.ts"
import type { Color } from "./Color.ts"
import { adaptName } from "./DisplayedName.ts"
import { fadesIn, type PageMotion } from "./FadeIn.ts"
import { isInvisible, isNotRendered } from "./HiddenElement.ts"
import {
  attribute,
  descendants,
  type Element,
  isElement,
  isText,
  type Node,
  setChildren
} from "./HtmlTree.ts"
import { inherit, isReadable, type TextStyle } from "./TextStyle.ts"

/**
 * Removes what a browser would not show, by the page's own styles: elements that are not displayed, are
 * transparent, cut off or moved off the screen, and text without size or contrast. What a script only
 * fades in is kept. Struck-out text is removed, too, and elements get the name that fits their display.
 */
export const removeHidden = (root: Element): void => {
  const cascade = cascadeOf(root)
  const withoutScripts = cascadeWithoutScripts(root)
  const elements = [...descendants(root)]
  const motion: PageMotion = {
    hasScript: elements.some(isProgram),
    animations: cascade.animations
  }

  const visit = (element: Element, inherited: TextStyle): ReadonlyArray<Node> => {
    const own = resolved(cascade.styleOf(element), inherited.variables)
    const shown = withoutScripts.styleOf(element)
    const isFaded = fadesIn(element, own, motion) || shown.size > 0
    const declared = shown.size > 0 ? new Map([...own, ...shown]) : own
    if (isNotRendered(element, declared) || (isInvisible(declared) && !isFaded)) return []
    const style = inherit(element, declared, inherited, isFaded)
    adaptName(element, declared)
    setChildren(
      element,
      element.childNodes.flatMap((child) => {
        if (isElement(child)) return visit(child, style)
        return isText(child) && !isReadable(style) ? [] : [child]
      })
    )
    return [element]
  }

  visit(root, {
    isVisible: true,
    fontSize: 16,
    color: black,
    // A style sheet that was not fetched may set another.
    background: elements.some(isExternalSheet) ? undefined : white,
    variables: new Map()
  })
}

const white: Color = [255, 255, 255, 1]
const black: Color = [0, 0, 0, 1]

const isProgram = (element: Element): boolean =>
  element.tagName === "script" && !/json|template|math/i.test(attribute(element, "type") ?? "")

const isExternalSheet = (element: Element): boolean =>
  element.tagName === "link" && /\bstylesheet\b/i.test(attribute(element, "rel") ?? "")

/** Custom properties are inherited, and `var()` is replaced by their values. */
const resolved = (own: OwnStyle, inherited: OwnStyle): OwnStyle => {
  if (own.size === 0) return own
  const variable = (name: string, fallback: string) =>
    own.get(name) ?? inherited.get(name) ?? fallback
  return new Map(
    [...own].map(([property, value]) => [
      property,
      value.includes("var(")
        ? value
            .replace(/var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)/g, (_, name: string, fallback = "") =>
              variable(name, String(fallback))
            )
            .trim()
        : value
    ])
  )
}

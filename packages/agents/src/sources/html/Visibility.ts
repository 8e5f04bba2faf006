import { cascadeOf, cascadeWithoutScripts, type OwnStyle } from "./Cascade.ts"
import { type Color, isSameColor, parseColor } from "./Color.ts"
import {
  attribute,
  classes,
  descendants,
  type Element,
  find,
  isElement,
  isText,
  type Node,
  rename,
  setChildren
} from "./HtmlTree.ts"
import { isBlockElement } from "./BlockElements.ts"

/**
 * Removes what a browser would not show, by the page's own styles: elements that are not displayed, are
 * transparent, cut off or moved off the screen, and text without size or contrast. What a script only
 * fades in is kept. Struck-out text is removed, too, and elements get the name that fits their display.
 */
export const removeHidden = (root: Element): void => {
  const cascade = cascadeOf(root)
  const withoutScripts = cascadeWithoutScripts(root)
  const elements = [...descendants(root)]
  const page: Page = {
    hasScript: elements.some(isProgram),
    animations: cascade.animations,
    background: elements.some(isExternalSheet) ? undefined : white
  }

  const visit = (element: Element, inherited: Inherited): ReadonlyArray<Node> => {
    const own = resolved(cascade.styleOf(element), inherited.variables)
    const shown = withoutScripts.styleOf(element)
    const isFaded = fadesIn(element, own, page) || shown.size > 0
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
    background: page.background,
    variables: new Map()
  })
}

interface Page {
  readonly hasScript: boolean
  readonly animations: ReadonlySet<string>
  /** Of the canvas; undefined when a style sheet that was not fetched may set it. */
  readonly background: Color | undefined
}

interface Inherited {
  readonly isVisible: boolean
  /** In pixels. */
  readonly fontSize: number
  readonly color: Color | undefined
  readonly background: Color | undefined
  readonly variables: OwnStyle
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

/** Not rendered at all, by the default style sheet of HTML or by the author's styles. */
const isNotRendered = (element: Element, own: OwnStyle): boolean => {
  if (neverRendered.has(element.tagName)) return true
  if (attribute(element, "aria-hidden")?.toLowerCase() === "true") return true
  if (classes(element).some((name) => screenReaderOnly.test(name))) return true
  const isHiddenByDefault =
    attribute(element, "hidden") !== undefined ||
    attribute(element, "popover") !== undefined ||
    (element.tagName === "dialog" && attribute(element, "open") === undefined)
  const display = own.get("display") ?? (isHiddenByDefault ? "none" : "")
  return display === "none" || own.get("content-visibility") === "hidden"
}

const neverRendered = new Set(
  "script style template noscript iframe object embed svg audio video canvas datalist noembed noframes param rp".split(
    " "
  )
)

const screenReaderOnly = /(?:^|[-_])(?:sr-only|visually-?hidden|screen-reader-text)/i

/** Rendered, and yet nothing of it can be seen. */
const isInvisible = (own: OwnStyle): boolean => {
  if (own.size === 0) return false
  const isOutOfFlow = /^(?:absolute|fixed)$/.test(own.get("position") ?? "")
  return (
    opacityOf(own) <= 0.02 ||
    (isOutOfFlow && /^rect\((?:[01](?:px)?[\s,]*){4}\)$/.test(own.get("clip") ?? "")) ||
    clippedAway.test(own.get("clip-path") ?? "") ||
    isMovedAway(own, isOutOfFlow) ||
    isCollapsed(own) ||
    /\bscale(?:3d|[xy])?\(\s*0?\.?0+(?=[\s,)])/.test(own.get("transform") ?? "") ||
    /^0(?:\.0*)?(?:\s|$)/.test(own.get("scale") ?? "") ||
    /\brotate[xy]\(\s*-?90deg\)/.test(own.get("transform") ?? "")
  )
}

const opacityOf = (own: OwnStyle): number => {
  const [, filter] = /\bopacity\(\s*([\d.]+%?)\s*\)/.exec(own.get("filter") ?? "") ?? []
  return Math.min(shareOf(own.get("opacity")), shareOf(filter))
}

const shareOf = (value = "1"): number => {
  const number = Number.parseFloat(value)
  if (Number.isNaN(number)) return 1
  return value.endsWith("%") ? number / 100 : number
}

const clippedAway =
  /^(?:inset\(\s*(?:50|[6-9]\d|100)%|circle\(\s*0(?:px|%)?\s*(?:at|\))|polygon\((?:\s*0(?:px|%)?\s+0(?:px|%)?(?:\s*,)?)+\s*\))/

const isMovedAway = (own: OwnStyle, isOutOfFlow: boolean): boolean => {
  const isPositioned = isOutOfFlow || own.get("position") === "relative"
  const sides = ["left", "right", "top", "bottom", "inset-inline-start", "inset-block-start"]
  const isShifted = isPositioned && sides.some((side) => isFarAway(own.get(side)))
  const margins = ["margin", "margin-left", "margin-top", "margin-right", "text-indent"]
  const translation = /\btranslate(?:3d|[xy])?\(([^)]{0,300})\)/.exec(
    own.get("transform") ?? ""
  )?.[1]
  return (
    isShifted ||
    margins.some((property) => isFarAway(own.get(property))) ||
    isFarAway(translation) ||
    isFarAway(own.get("translate"))
  )
}

/** Whether one of the lengths is a thousand pixels or more before the start of the screen. */
const isFarAway = (value = ""): boolean =>
  value.split(/[\s,]+/).some((part) => {
    const [, number, unit] = /^(-[\d.]+)(px|r?em|v[wh]|%|ch|pt|cm|in)?$/.exec(part) ?? []
    return Number(number ?? 0) * (unitPixels.get(unit ?? "px") ?? 0) <= -999
  })

const unitPixels: ReadonlyMap<string, number> = new Map([
  ["px", 1],
  ["em", 16],
  ["rem", 16],
  ["ch", 8],
  ["pt", 1.33],
  ["cm", 37.8],
  ["in", 96],
  ["vw", 12.8],
  ["vh", 8],
  ["%", 5]
])

const isCollapsed = (own: OwnStyle): boolean => {
  const isCut = (axis: "x" | "y") =>
    /^(?:hidden|clip|scroll|auto)/.test(own.get(`overflow-${axis}`) ?? "")
  const isFlat = (...properties: ReadonlyArray<string>) =>
    properties.some((property) =>
      /^0?[01]?(?:\.0*)?(?:px|r?em|%|vh|vw)?$/.test(own.get(property) ?? "1000px")
    )
  return (
    (isCut("y") && isFlat("height", "max-height", "block-size")) ||
    (isCut("x") && isFlat("width", "max-width", "inline-size"))
  )
}

/**
 * Whether something that is transparent at first will be shown: by a transition or an animation, or by
 * a script that is known to do that when a reader scrolls. Without a script only an animation can.
 */
const fadesIn = (element: Element, own: OwnStyle, { animations, hasScript }: Page): boolean => {
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

const inherit = (
  element: Element,
  own: OwnStyle,
  inherited: Inherited,
  isFaded: boolean
): Inherited => {
  const visibility = own.get("visibility")
  const color = own.get("-webkit-text-fill-color") ?? own.get("color") ?? fontColor(element)
  const isImageText = /\btext\b/.test(
    `${own.get("background-clip") ?? ""} ${own.get("-webkit-background-clip") ?? ""} ${own.get("background") ?? ""}`
  )
  const variables = [...own].filter(([property]) => property.startsWith("--"))
  return {
    isVisible:
      visibility === undefined || visibility === "inherit"
        ? inherited.isVisible
        : isFaded || !/^(?:hidden|collapse)$/.test(visibility),
    fontSize: fontSizeOf(own, inherited.fontSize),
    color: isImageText
      ? undefined
      : color === undefined || /^(?:inherit|currentcolor)$/.test(color)
        ? inherited.color
        : parseColor(color),
    background: backgroundOf(element, own, inherited.background),
    variables:
      variables.length === 0 ? inherited.variables : new Map([...inherited.variables, ...variables])
  }
}

const isReadable = ({ background, color, fontSize, isVisible }: Inherited): boolean =>
  isVisible &&
  fontSize >= 2 &&
  (color === undefined ||
    (color[3] > 0.02 && (background === undefined || !isSameColor(color, background))))

const fontColor = (element: Element): string | undefined =>
  element.tagName === "font" ? attribute(element, "color")?.toLowerCase() : undefined

/** Images and gradients may have any colour. */
const backgroundOf = (
  element: Element,
  own: OwnStyle,
  inherited: Color | undefined
): Color | undefined => {
  if (/url\(|gradient\(/.test(own.get("background-image") ?? "")) return undefined
  const value = own.get("background-color") ?? attribute(element, "bgcolor")?.toLowerCase()
  if (value === undefined) return inherited
  if (/^(?:none|inherit|initial|unset|transparent)$/.test(value)) return inherited
  const color = parseColor(value.split(/(?<!\s)\s+(?!\s)(?![^(]{0,200}\))/, 1)[0] ?? "")
  return color !== undefined && color[3] === 0 ? inherited : color
}

const fontSizeOf = (own: OwnStyle, inherited: number): number => {
  const [, shorthand] =
    /(?:^|\s)(-?[\d.]+(?:px|pt|r?em|%|vw)?)(?:\/|\s)/.exec(own.get("font") ?? "") ?? []
  const value = own.get("font-size") ?? shorthand
  if (value === undefined) return inherited
  const [, number, unit = "px"] = /^([\d.]+)(px|pt|r?em|%|vw)?$/.exec(value) ?? []
  if (number === undefined) return value.endsWith("er") || value === "inherit" ? inherited : 16
  const base =
    unit === "em" ? inherited : unit === "%" ? inherited / 100 : (unitPixels.get(unit) ?? 1)
  return Number(number) * base
}

/** Names an element by its display, and removes it when it is struck out. */
const adaptName = (element: Element, own: OwnStyle): void => {
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

import type { OwnStyle } from "./Cascade.ts"
import { unitPixels } from "./CssUnits.ts"
import { attribute, classes, type Element } from "./HtmlTree.ts"

/** Not rendered at all, by the default style sheet of HTML or by the author's styles. */
export const isNotRendered = (element: Element, own: OwnStyle): boolean => {
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
export const isInvisible = (own: OwnStyle): boolean => {
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

export const isMovedAway = (own: OwnStyle, isOutOfFlow: boolean): boolean => {
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

import type { OwnStyle } from "./Cascade.ts"
import { type Color, isSameColor, parseColor } from "./Color.ts"
import { unitPixels } from "./CssUnits.ts"
import { attribute, type Element } from "./HtmlTree.ts"

/** What the text in an element looks like, as far as elements pass it on to those within them. */
export interface TextStyle {
  readonly isVisible: boolean
  /** In pixels. */
  readonly fontSize: number
  readonly color: Color | undefined
  /** Undefined when it may have any colour. */
  readonly background: Color | undefined
  /** Custom properties. */
  readonly variables: OwnStyle
}

/** The style of the text in an element, by its own declarations and what it inherits. */
export const inherit = (
  element: Element,
  own: OwnStyle,
  inherited: TextStyle,
  isFaded: boolean
): TextStyle => {
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

/** Whether text is large enough, and differs from its background. */
export const isReadable = ({ background, color, fontSize, isVisible }: TextStyle): boolean =>
  isVisible &&
  fontSize >= 2 &&
  (color === undefined ||
    (color[3] > 0.02 && (background === undefined || !isSameColor(color, background))))

const fontColor = (element: Element): string | undefined =>
  element.tagName === "font" ? attribute(element, "color")?.toLowerCase() : undefined

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

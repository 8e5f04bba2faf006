/**
 * Whether a media query list (Media Queries 4) applies on an ordinary screen: 1280 by 800 pixels,
 * light, with a mouse, in the default settings. What is not understood does not apply.
 */
export const appliesOnScreen = (list: string): boolean =>
  list.trim() === "" || list.split(",").some((query) => applies(query.trim().toLowerCase()))

const applies = (query: string): boolean => {
  const isNegated = /^not\s/.test(query)
  const parts = query.replace(/^(?:not|only)\s+/, "").split(/(?<!\s)\s+and\s+/)
  const isMatch = parts.every((part) =>
    part.startsWith("(") ? hasFeature(part.slice(1, -1)) : part === "all" || part === "screen"
  )
  return isMatch !== isNegated
}

const hasFeature = (feature: string): boolean => {
  const [name = "", value = ""] = feature.split(":").map((part) => part.trim())
  const length = pixels(value)
  switch (name) {
    case "min-width":
      return length <= width
    case "max-width":
      return length >= width
    case "min-height":
      return length <= height
    case "max-height":
      return length >= height
    case "prefers-reduced-motion":
    case "prefers-contrast":
    case "prefers-reduced-transparency":
      return value === "no-preference"
    case "forced-colors":
    case "inverted-colors":
      return value === "none"
    default:
      return comparison(feature) ?? screen.get(name)?.includes(value) ?? false
  }
}

const width = 1280
const height = 800

const screen: ReadonlyMap<string, ReadonlyArray<string>> = new Map([
  ["orientation", ["landscape"]],
  ["prefers-color-scheme", ["light"]],
  ["hover", ["", "hover"]],
  ["any-hover", ["", "hover"]],
  ["pointer", ["", "fine"]],
  ["any-pointer", ["", "fine"]],
  ["scripting", ["", "enabled"]],
  ["color", [""]]
])

/** `width >= 600px`, `400px < width <= 700px`; undefined for what is not a comparison of sizes. */
const comparison = (feature: string): boolean | undefined => {
  const parts = feature.split(/(?<!\s)\s*([<>]=?|=)\s*/).map((part) => part.trim())
  if (parts.length < 3) return undefined
  const values = parts.map((part) =>
    part === "width" ? width : part === "height" ? height : pixels(part)
  )
  return parts.every((sign, index) => {
    const [left = Number.NaN, right = Number.NaN] = [values[index - 1], values[index + 1]]
    if (sign === "<") return left < right
    if (sign === "<=") return left <= right
    if (sign === ">") return left > right
    if (sign === ">=") return left >= right
    return sign === "=" ? left === right : true
  })
}

/** A length in pixels; not a number when it is none. */
const pixels = (text: string): number => {
  const [, number, unit = ""] = /^(-?[\d.]+)(px|r?em|)$/.exec(text.trim()) ?? []
  return number === undefined ? Number.NaN : Number(number) * (unit.endsWith("em") ? 16 : 1)
}

/** Red, green and blue from 0 to 255, and opacity from 0 to 1. */
export type Color = readonly [red: number, green: number, blue: number, alpha: number]

/** A colour of CSS: hexadecimal, `rgb()`, or one of the basic names; undefined for anything else. */
export const parseColor = (text: string): Color | undefined => {
  const name = names.get(text)
  if (name !== undefined) return name
  const [, hex] = /^#([0-9a-f]{3,8})$/.exec(text) ?? []
  if (hex !== undefined) return parseHex(hex)
  const [, list] = /^rgba?\(([^)]*)\)$/.exec(text) ?? []
  if (list === undefined) return undefined
  const [red, green, blue, alpha = 1] = list
    .split(/[\s,/]+/)
    .filter(Boolean)
    .map((part) => (part.endsWith("%") ? Number.parseFloat(part) / 100 : Number(part)))
  return red === undefined || green === undefined || blue === undefined
    ? undefined
    : [red, green, blue, alpha]
}

/** Whether text in one colour cannot be told from a background in the other. */
export const isSameColor = (text: Color, background: Color): boolean =>
  Math.max(
    Math.abs(text[0] - background[0]),
    Math.abs(text[1] - background[1]),
    Math.abs(text[2] - background[2])
  ) <= 12

const parseHex = (hex: string): Color | undefined => {
  const digits = hex.length <= 4 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? [])
  const [red, green, blue, alpha = 255] = digits.map((pair) => Number.parseInt(pair, 16))
  return red === undefined || green === undefined || blue === undefined || hex.length === 5
    ? undefined
    : [red, green, blue, alpha / 255]
}

const names: ReadonlyMap<string, Color> = new Map([
  ["transparent", [0, 0, 0, 0]],
  ["white", [255, 255, 255, 1]],
  ["snow", [255, 250, 250, 1]],
  ["ivory", [255, 255, 240, 1]],
  ["whitesmoke", [245, 245, 245, 1]],
  ["black", [0, 0, 0, 1]],
  ["silver", [192, 192, 192, 1]],
  ["gray", [128, 128, 128, 1]],
  ["grey", [128, 128, 128, 1]],
  ["red", [255, 0, 0, 1]],
  ["maroon", [128, 0, 0, 1]],
  ["yellow", [255, 255, 0, 1]],
  ["olive", [128, 128, 0, 1]],
  ["lime", [0, 255, 0, 1]],
  ["green", [0, 128, 0, 1]],
  ["aqua", [0, 255, 255, 1]],
  ["teal", [0, 128, 128, 1]],
  ["blue", [0, 0, 255, 1]],
  ["navy", [0, 0, 128, 1]],
  ["fuchsia", [255, 0, 255, 1]],
  ["purple", [128, 0, 128, 1]]
])

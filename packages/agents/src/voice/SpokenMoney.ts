/** Writes out amounts of money: `$2m` becomes `2 million dollars`. */
export const verbalize = (text: string): string =>
  text
    .replace(signFirst, (_, sign, from, to, scale) => amount(sign, from, to, scale))
    .replace(signLast, (_, from, scale, sign) => amount(sign, from, undefined, scale))

interface Currency {
  readonly one: string
  readonly many: string
  readonly part: string
}

const dollar: Currency = { one: "dollar", many: "dollars", part: "cents" }
const pound: Currency = { one: "pound", many: "pounds", part: "pence" }
const euro: Currency = { one: "euro", many: "euros", part: "cents" }
const yen: Currency = { one: "yen", many: "yen", part: "sen" }
const rupee: Currency = { one: "rupee", many: "rupees", part: "paise" }

const currencies = new Map([
  ["$", dollar],
  ["US$", dollar],
  ["C$", dollar],
  ["A$", dollar],
  ["USD", dollar],
  ["£", pound],
  ["GBP", pound],
  ["€", euro],
  ["EUR", euro],
  ["¥", yen],
  ["JPY", yen],
  ["₹", rupee],
  ["INR", rupee]
])

const scales = new Map([
  ["k", "thousand"],
  ["m", "million"],
  ["mn", "million"],
  ["b", "billion"],
  ["bn", "billion"],
  ["t", "trillion"],
  ["tn", "trillion"]
])

const number = String.raw`\d+(?:,\d{2,3})*(?:\.\d+)?`
const codes = "(?:USD|GBP|EUR|JPY|INR)"
const signs = String.raw`(?:\b(?:US|C|A))?\$|[£€¥₹]|\b${codes}(?= )`
const steps = String.raw`(?:[ -]?(thousand|million|billion|trillion|mn|bn|tn|[kmbt])\b)?`

const signFirst = new RegExp(
  `(${signs}) ?(${number})(?: ?- ?(?:${signs})?(${number}))?${steps}`,
  "gi"
)
const signLast = new RegExp(`(${number})${steps} ?([£€¥₹]|${codes}\\b)`, "gi")

const amount = (sign: string, from: string, to: string | undefined, scale: string | undefined) => {
  const { one, many, part } = currencies.get(sign.toUpperCase()) ?? dollar
  const range = to === undefined ? from : `${from} to ${to}`
  if (scale !== undefined) return `${range} ${scales.get(scale.toLowerCase()) ?? scale} ${many}`
  const [, whole, cents] = /^([\d,]+)\.(\d\d)$/.exec(range) ?? []
  if (whole === undefined) return `${range} ${range === "1" ? one : many}`
  const units = `${whole} ${whole === "1" ? one : many}`
  const parts = `${Number(cents)} ${part}`
  return whole === "0" ? parts : cents === "00" ? units : `${units} and ${parts}`
}

/**
 * How a superscript is written in plain text: `10` and `23` become `10²³`, `20` and `th` become `20th`,
 * a footnote mark becomes nothing. `before` and `after` are the text around it.
 */
export const superscript = (before: string, mark: string, after: string): string => {
  const text = mark.replace(/\s+/g, " ").trim()
  const special = inContext(before, text, after)
  if (special !== undefined) return special
  if (/^[a-zA-Zªº]{1,4}\.?$/.test(text) && isOrdinal(before, text)) return text
  if (/^(?:TM|SM|®|©|™)$/i.test(text)) return ""
  if (/^\d{1,2}[/⁄]\d{1,2}$/.test(text)) return /\d$/.test(before) ? ` ${text}` : text
  const number = /^[-+−–]?\d{1,3}$/.test(text)
  if (number && isExponent(before, text)) return raised(text)
  if (/^[-−]?[nxyktmij]$/.test(text) && /[\d)\]]$|(?:^|[\s(])\p{L}$/u.test(before))
    return `^${text}`
  if (isTerm(text) && /[\d)\]]$|(?:^|[\s(])\p{L}$/u.test(before)) return `^(${text})`
  return footnoteMark.test(text) || footnoteMarks.test(text) ? "" : text
}

/** Cents, minutes, degrees and isotopes: `$5` and `99`, `12` and `30` before `p.m.`, `25` and `o` before `C`, `14` before `C`. */
const inContext = (before: string, text: string, after: string): string | undefined => {
  if (/[$£€]\s?\d[\d,]*$/.test(before) && /^\d{1,2}$/.test(text)) {
    return text.length === 2 ? `.${text}` : ""
  }
  if (/^\d{1,2}$/.test(text) && /\d,\d{3}$/.test(before)) return ""
  const isClock = /(?:^|\D)(?:1?\d|2[0-4])$/.test(before) && /^\s?(?:[ap]\.?m\b|Uhr\b)/i.test(after)
  if (isClock && /^[0-5]\d$/.test(text)) return `:${text}`
  if (/^[oº]$/.test(text) && /\d$/.test(before) && /^\s?[CF]\b/.test(after)) return "°"
  const isIsotope = /^\d{1,3}$/.test(text) && /(?:^|[\s(])$/.test(before) && element.test(after)
  return isIsotope ? raised(text) : undefined
}

/** The symbol of an element that is not a word. */
const element = /^(?!(?:A|I|As|At|He|In|No)\b)\p{Lu}\p{Ll}?(?![\p{L}'])/u

/** An exponent of several parts: `n+1`, `2x`, `0.5`. */
const isTerm = (text: string): boolean =>
  /^(?:[-−]?[\dnxyktmij]{1,3}(?: ?[-+−*·] ?[\dnxyktmij]{1,3}){1,3}|\d[nxyk]|\d?\.\d{1,4})$/.test(
    text
  )

/** Several footnote marks: `3,4`, `1–3`, `b, c`. */
const footnoteMarks = /^(?:\d{1,3}|[a-z])(?: ?[,;–-] ?(?:\d{1,3}|[a-z])){1,9}$/

/** How a subscript is written in plain text: after a number in characters of its own, so that it does not become digits of it. */
export const subscript = (before: string, mark: string): string =>
  /\d$/.test(before) && /^\d{1,3}$/.test(mark.trim())
    ? mark.trim().replace(/\d/g, (digit) => String.fromCodePoint(0x2080 + Number(digit)))
    : mark

/** Whether a link into the same page is a footnote mark: `[3]`, `12`, `b`, `†`. */
export const footnoteMark =
  /^(?:[[(]?(?:note |nb |n\. ?)?(?:\d{1,4}|[a-z]{1,2}|[ivxlc]{1,6})[\])]?,?|[*†‡§¶#⁂]{1,4}|[[(]\p{L}[^\])]{0,40}[\])]|↩︎?|\^|↑)$/iu

const isOrdinal = (before: string, letters: string): boolean =>
  (/\d$/.test(before) && !/^[a-df-z]$/i.test(letters)) ||
  (/(?:^|[\s(])[IVXLC]+$/.test(before) && /^(?:e|er|ère|re|o|a|th|st|nd|rd)$/i.test(letters)) ||
  (/(?:^|\s)(?:M|D|S|N|n|Mr|Mg|C)$/.test(before) &&
    /^(?:r|rs|me|mes|lle|gr|t|te|o|os|c|ie)$/i.test(letters))

/** After a year or a word it is a footnote; after a number, a unit or a symbol an exponent. */
const isExponent = (before: string, digits: string): boolean => {
  if (/(?:^|[^\d.,])(?:1\d{3}|20\d\d)$/.test(before) && !/[×x*·=]\s?$/.test(before)) return false
  if (/[\d)\]]$/.test(before)) return true
  const [word = ""] = /(?<![\p{L}µμΩ°%])[\p{L}µμΩ°%]+$/u.exec(before) ?? []
  if (word === "") return false
  if (units.has(word)) return /^[-+−–]?[1-9]$/.test(digits)
  return (
    /^[-+−–]?[2-9n]$/.test(digits) &&
    (word.length === 1 || word === "mc") &&
    word !== "a" &&
    word !== "I"
  )
}

const units = new Set(
  "m km cm mm dm µm μm nm ft in yd mi s ms min h hr kg g ha l L K J N W V A Hz Pa mol rad sr metre metres meter meters kilometre kilometres kilometer kilometers centimetre centimetres centimeter centimeters millimetre millimetres foot feet inch inches yard yards mile miles second seconds".split(
    " "
  )
)

const raised = (digits: string): string =>
  digits.replace(/[-+−–\d]/g, (sign) => forms.get(sign) ?? sign)

const forms: ReadonlyMap<string, string> = new Map([
  ...[..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((form, digit): [string, string] => [String(digit), form]),
  ["-", "⁻"],
  ["−", "⁻"],
  ["–", "⁻"],
  ["+", "⁺"]
])

/**
 * Text as a reader would see it: compatibility forms unified (NFKC), white space collapsed, and
 * without the characters that can carry hidden text (zero-width, bidirectional, variation
 * selectors, tags) or control a terminal.
 *
 * Superscripts, subscripts and vulgar fractions keep their form: NFKC would make 10² read as 102.
 */
export const cleanText = (text: string): string =>
  text
    .replace(normalizable, (run) => run.normalize("NFKC"))
    .replace(invisible, "")
    .replace(controls, "")
    .replace(/\s+/g, " ")
    .trim()

/** `text` cut to at most `length` UTF-16 units at the end of a word, with an ellipsis when cut. */
export const shorten = (text: string, length: number): string => {
  if (text.length <= length) return text
  const head = text.slice(0, length - 1)
  const word = head.lastIndexOf(" ")
  return `${word > length / 2 ? head.slice(0, word) : head.replace(/[\uD800-\uDBFF]$/, "")}…`
}

/** The words of a fragment of HTML, such as a feed's description: one pass, no DOM. */
export const withoutTags = (html: string): string =>
  cleanText(
    html
      .split(/<(?=[A-Za-z/!])/)
      .map((part, index) => (index === 0 ? part : part.slice(part.indexOf(">") + 1)))
      .join(" ")
      .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, decodeEntity)
  ).replace(/ (?=[.,;:!?])/g, "")

const decodeEntity = (entity: string, decimal?: string, hex?: string, name?: string): string => {
  if (name !== undefined) return entities.get(name) ?? entity
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal)
  return code <= 0x10ffff ? String.fromCodePoint(code) : ""
}

/** Those that are common in feeds; others are left as they are. */
const entities: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", " "],
  ["ndash", "–"],
  ["mdash", "—"],
  ["lsquo", "‘"],
  ["rsquo", "’"],
  ["ldquo", "“"],
  ["rdquo", "”"],
  ["hellip", "…"],
  ["euro", "€"],
  ["deg", "°"],
  ["eacute", "é"],
  ["uuml", "ü"],
  ["ouml", "ö"],
  ["auml", "ä"]
])

const normalizable = /[^\u00B2\u00B3\u00B9\u00BC-\u00BE\u2070-\u209F\u2150-\u215F]+/g

const invisible = /\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB]/gu

const controls = /(?!\s)\p{Cc}/gu

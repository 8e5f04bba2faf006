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

const normalizable = /[^\u00B2\u00B3\u00B9\u00BC-\u00BE\u2070-\u209F\u2150-\u215F]+/g

const invisible = /\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB]/gu

const controls = /(?!\s)\p{Cc}/gu

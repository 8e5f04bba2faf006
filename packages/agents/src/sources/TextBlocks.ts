import type { Block } from "./Blocks.ts"

/**
 * The blocks of a plain text: paragraphs are separated by empty lines, a short single line without a
 * full stop is a heading, a dash or an asterisk begins a list item, and an address in a line is a
 * link whose title is the text before it. Page numbers and repeated page headers are dropped, and a
 * word that is divided at the end of a line is joined.
 */
export const textBlocks = (text: string): ReadonlyArray<Block> => {
  const lines = withoutPageFurniture(
    text.replaceAll("\u2029", "\n\n").split(/\r\n?|[\n\u0085\u2028]|\v/)
  )
  const chunks = chunksOf(lines)
  return chunks.map((chunk, index): Block => {
    const first = chunk[0] ?? ""
    const isLast = index === chunks.length - 1
    if (chunk.length === 1 && !isLast && isHeading(first)) {
      return { kind: "heading", text: first, links: [], isItem: false }
    }
    return {
      kind: "text",
      text: withoutMarks(joined(chunk).replace(itemMark, "")),
      links: chunk.flatMap(linksOf),
      isItem: itemMark.test(first)
    }
  })
}

/** Without the numbers of notes, and the underscores that typists put around what is printed in italics. */
const withoutMarks = (text: string): string =>
  text
    .replace(/(?<=[\p{L}.,;:!?"”’)\]])\[\d{1,3}\](?=[\s.,;:!?)[]|$)/gu, "")
    .replace(/(?<![\p{L}\p{N}_])_([^_\n]{1,500})_(?![\p{L}\p{N}_])/gu, "$1")

const itemMark = /^(?:[-*•] |\d{1,2}[.)] )/

/** Lines by paragraph. A page break inside a sentence does not end the paragraph. */
const chunksOf = (lines: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> => {
  const chunks: Array<Array<string>> = []
  let isOpen = false
  let crossedPage = false
  let wasIndented = true
  for (const line of lines) {
    if (line === pageBreak) {
      crossedPage = true
      continue
    }
    const content = line.trim()
    if (content === "") {
      isOpen = false
      continue
    }
    if (!/[\p{L}\p{N}]/u.test(content)) continue
    const isIndented = /^(?: {2,}|\t)/.test(line)
    if (isIndented && !wasIndented && endsSentence.test(chunks.at(-1)?.at(-1) ?? "")) isOpen = false
    wasIndented = isIndented
    const last = chunks.at(-1)
    const isContinued = crossedPage && last !== undefined && continues(last, content)
    if (last !== undefined && (isContinued || (isOpen && !itemMark.test(content))))
      last.push(content)
    else chunks.push([content])
    isOpen = true
    crossedPage = false
  }
  return chunks
}

/** An indented line begins a paragraph after one that is not indented and ends a sentence. */
const endsSentence = /[.!?…]["'”’)]?$/

const continues = (chunk: ReadonlyArray<string>, next: string): boolean =>
  /[\p{L},;-]$/u.test(chunk.at(-1) ?? "") && /^\p{Ll}/u.test(next)

const pageBreak = "\f"

/** Page numbers become page breaks, as do the headers and footers that repeat around them. */
const withoutPageFurniture = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const split = lines.flatMap((line) =>
    line.includes(pageBreak)
      ? line.split(pageBreak).flatMap((part, index) => (index === 0 ? [part] : [pageBreak, part]))
      : [line]
  )
  const marked = split.map((line, index) =>
    isPageNumber(line, isGap(split[index - 1]), isGap(split[index + 1])) ? pageBreak : line
  )
  const repeated = repeatedLines(marked)
  return marked.map((line) => (repeated.has(withoutDigits(line)) ? pageBreak : line))
}

const isGap = (line: string | undefined): boolean => line === undefined || line.trim() === ""

/** A bare number stands apart; in the middle of a paragraph it is a part of it, and a year may end one. */
const isPageNumber = (line: string, isAfterGap: boolean, isBeforeGap: boolean): boolean => {
  const content = line.trim()
  if (content.length > 40) return false
  if (decoratedNumber.test(content)) return true
  if (/^(?:1\d{3}|20\d\d)$/.test(content)) return isAfterGap && isBeforeGap
  return (isAfterGap || isBeforeGap) && /^(?:\d{1,4}|[ivxl]{1,7})$/i.test(content)
}

const decoratedNumber =
  /^(?:[-–—~*[({|] ?(?:p(?:age|g\.?)?\.? ?)?(?:\d{1,4}|[ivxl]{1,7}) ?[-–—~*\])}|]|p(?:age|g\.?)\.? ?\d{1,4}(?: ?(?:of|\/) ?\d{1,4})?|\d{1,4} ?(?:of|\/) ?\d{1,4})$/i

/** Short lines that stand next to at least three page breaks. */
const repeatedLines = (lines: ReadonlyArray<string>): ReadonlySet<string> => {
  const counts = new Map<string, number>()
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "" || line.length > 80 || line === pageBreak) continue
    if (!isNear(lines, index, 1) && !isNear(lines, index, -1)) continue
    const key = withoutDigits(line)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return new Set([...counts].flatMap(([key, count]) => (count >= 3 && key !== "" ? [key] : [])))
}

const isNear = (lines: ReadonlyArray<string>, index: number, step: 1 | -1): boolean => {
  for (let at = index + step, seen = 0; seen < 3; at += step, seen++) {
    const line = lines[at]
    if (line === pageBreak) return true
    if (line === undefined || line.trim() !== "") return false
  }
  return false
}

const withoutDigits = (line: string): string => line.replace(/\d+/g, "").trim()

/** The first parts of compounds that keep their hyphen: "well-" and "known". */
const compoundStart =
  /(?:^|[\s("“])(?:well|self|half|\p{L}{3,}(?:teenth|tieth)|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-$/iu

/** "har-" and "bour" are one word; "twenty-" and "One" are not, nor is a dash. */
const joined = (lines: ReadonlyArray<string>): string =>
  lines
    .map((line, index) => {
      const next = lines[index + 1]
      if (next === undefined) return line
      const isDivided = /\p{Ll}[-\u2010\u00AD]$/u.test(line.slice(-3)) && /^\p{Ll}/u.test(next)
      if (!isDivided) return `${line} `
      const isCompound = compoundStart.test(line.slice(-16)) || /^\p{Ll}{1,20}-\p{Ll}/u.test(next)
      return isCompound ? line : line.slice(0, -1)
    })
    .join("")

const isHeading = (line: string): boolean =>
  line.length <= 100 &&
  !/[.!?:;,…。！？、؟۔।]["'”’)」』]?$/.test(line) &&
  !/^(?:[-*•] |by )/i.test(line)

const linksOf = (line: string): Block["links"] => {
  const at = line.search(/https?:\/\//)
  if (at === -1) return []
  const url = (line.slice(at).split(/\s/, 1)[0] ?? "").replace(/[.,;:!?)>\]]{1,20}$/, "")
  const title = line
    .slice(0, at)
    .replace(itemMark, "")
    .replace(/[\s:,(<[–—-]{1,20}$/, "")
  return URL.canParse(url) ? [{ title, url }] : []
}

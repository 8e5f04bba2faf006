import type { Block } from "./Blocks.ts"

/**
 * The blocks of a plain text: paragraphs are separated by empty lines, a short single line without a
 * full stop is a heading, a dash or an asterisk begins a list item, and an address in a line is a
 * link whose title is the text before it.
 */
export const textBlocks = (text: string): ReadonlyArray<Block> => {
  const chunks = text
    .split(/\r?\n[ \t]*\r?\n|\r?\n(?=[ \t]*(?:[-*•] |\d{1,2}[.)] ))/)
    .map((chunk) =>
      chunk
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => /[\p{L}\p{N}]/u.test(line))
    )
    .filter((lines) => lines.length > 0)
  return chunks.map((lines, index): Block => {
    const first = lines[0] ?? ""
    const isLast = index === chunks.length - 1
    if (lines.length === 1 && !isLast && isHeading(first)) {
      return { kind: "heading", text: first, links: [] }
    }
    return {
      kind: "text",
      text: lines.join(" ").replace(/^(?:[-*•]|\d{1,2}[.)]) /, ""),
      links: lines.flatMap(linksOf)
    }
  })
}

const isHeading = (line: string): boolean =>
  line.length <= 100 && !/[.!?:;,…]["'”’)]?$/.test(line) && !/^(?:[-*•] |by )/i.test(line)

const linksOf = (line: string): Block["links"] => {
  const at = line.search(/https?:\/\//)
  if (at === -1) return []
  const url = (line.slice(at).split(/\s/, 1)[0] ?? "").replace(/[.,;:!?)>\]]+$/, "")
  const title = line
    .slice(0, at)
    .replace(/^(?:[-*•]|\d{1,2}[.)]) /, "")
    .replace(/[\s:,(<[–—-]+$/, "")
  return URL.canParse(url) ? [{ title, url }] : []
}

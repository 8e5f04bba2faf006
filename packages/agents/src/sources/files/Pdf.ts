import { Effect } from "effect"
import { getDocumentProxy, getMeta } from "unpdf"
import { textBlocks } from "../TextBlocks.ts"
import { UnreadableFile } from "./FileContent.ts"

/**
 * The title and the text of a PDF, at most its first 1,000 pages; or why it is not read. Lines become
 * paragraphs by their distance, and page numbers and headers are dropped as in a text file.
 */
export const pdfContent = Effect.fnUntraced(
  function* (bytes: Uint8Array) {
    // pdf.js takes the buffer away from its owner.
    const document = yield* Effect.tryPromise(() =>
      getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 })
    )
    const numbers = Array.from({ length: Math.min(document.numPages, maxPages) }, (_, n) => n + 1)
    const pages = yield* Effect.forEach(numbers, (number) =>
      Effect.tryPromise(() => document.getPage(number).then((page) => page.getTextContent()))
    )
    const { info } = yield* Effect.tryPromise(() => getMeta(document))
    const lines = pages.map(({ items }) =>
      linesOf(items.flatMap((item) => ("str" in item ? [item] : [])))
    )
    const gap = usualGap(lines)
    const texts = lines.map((page) => pageText(page, gap))
    return { title: titleOf(info["Title"]), blocks: textBlocks(texts.join("\n\f\n")) }
  },
  Effect.mapError(
    ({ cause }) =>
      new UnreadableFile({
        reason:
          cause instanceof Error && cause.name === "PasswordException"
            ? "it is protected by a password"
            : "it is not a valid PDF"
      })
  )
)

const maxPages = 1000

/** Word processors put the name of the file where the title belongs. */
const titleOf = (value: unknown): string =>
  typeof value === "string" &&
  !/^(?:Microsoft Word - |untitled|.*\.(?:docx?|pdf|tex|indd)$)/i.test(value.trim())
    ? value
    : ""

interface TextItem {
  readonly str: string
  readonly hasEOL: boolean
  readonly height: number
  /** The fifth and sixth number are the place of its beginning, from the lower left corner. */
  readonly transform: ReadonlyArray<number>
}

/** A line of its own height; `top` is the distance of its base line from the lower edge. */
interface Line {
  text: string
  readonly top: number
  height: number
}

const linesOf = (items: ReadonlyArray<TextItem>): ReadonlyArray<Line> => {
  const lines: Array<Line> = []
  let isEnded = true
  for (const { hasEOL, height, str, transform } of items) {
    const top = transform[5] ?? 0
    const last = lines.at(-1)
    if (str !== "") {
      if (last === undefined || Math.abs(last.top - top) >= Math.max(2, last.height / 2)) {
        lines.push({ text: str, top, height })
      } else {
        last.text += isEnded && !last.text.endsWith(" ") ? ` ${str}` : str
        last.height = Math.max(last.height, height)
      }
      isEnded = false
    }
    if (hasEOL) isEnded = true
  }
  return lines
}

/** Lines that stand apart, or change in size, begin a paragraph. */
const pageText = (lines: ReadonlyArray<Line>, gap: number): string =>
  lines
    .map((line, index) => {
      const last = lines[index - 1]
      const isApart =
        last !== undefined &&
        (Math.abs(last.top - line.top) > gap * 1.35 || Math.abs(last.height - line.height) > 1.5)
      return isApart ? `\n${line.text}` : line.text
    })
    .join("\n")

/** The distance of lines within a paragraph: the lower third of those that are not gaps in the page. */
const usualGap = (pages: ReadonlyArray<ReadonlyArray<Line>>): number => {
  const gaps = pages
    .flatMap((lines) =>
      lines.slice(1).flatMap((line, index) => {
        const gap = (lines[index]?.top ?? 0) - line.top
        return gap > 1 && gap < 3 * Math.max(line.height, 8) ? [gap] : []
      })
    )
    .toSorted((left, right) => left - right)
  return gaps[Math.floor(gaps.length / 3)] ?? 14
}

import { Readability } from "@mozilla/readability"
import { Defuddle } from "defuddle/node"
import { parseHTML } from "linkedom"
import { extract } from "../packages/agents/src/sources/Extraction.ts"
import { sentenceSpans } from "../packages/agents/src/sources/SentenceSplitter.ts"
import { type Layout, layouts } from "./extraction/Layouts.ts"
import { type Text, texts } from "./extraction/Texts.ts"
import type { Benchmark, Row } from "./Report.ts"

/** A page of the corpus, and the text that a reader should get from it. */
interface Page {
  readonly layout: Layout
  readonly text: Text
  readonly html: string
}

/** The text that a program takes for the article of a page. */
type Reader = (html: string) => Promise<string>

const url = "https://harbour.example/news/walls.html"

const readers: Readonly<Record<string, Reader>> = {
  Aethercast: async (html) => {
    const answer = extract({ mediaType: "text/html", text: html, url })
    return answer._tag === "Prose"
      ? answer.prose.paragraphs.map((paragraph) => paragraph.text).join("\n")
      : ""
  },
  Readability: async (html) => new Readability(parseHTML(html).document).parse()?.textContent ?? "",
  Defuddle: async (html) => {
    const { content } = await Defuddle(html, url)
    return parseHTML(`<html><body>${content}</body></html>`).document.body.textContent ?? ""
  }
}

/** What the readers make of 48 pages: six languages in eight layouts, all of our own making. */
export const extraction: Benchmark = {
  summary: "recall and junk of the articles that are read, beside Readability and Defuddle",
  async run(say) {
    const pages = layouts.flatMap((layout) =>
      texts.map((text): Page => ({ layout, text, html: layout.page(text) }))
    )
    const results = new Map<string, ReadonlyArray<Score>>()
    const times: Array<Row> = []
    for (const [name, reader] of Object.entries(readers)) {
      const scores: Array<Score> = []
      // The first round warms the engine up.
      for (const page of pages) await read(reader, page.html)
      const before = process.cpuUsage()
      for (const page of pages) scores.push(scoreOf(await read(reader, page.html), page.text))
      const { system, user } = process.cpuUsage(before)
      results.set(name, scores)
      times.push({ label: name, cells: [(system + user) / 1000 / pages.length] })
      say(`${name}: done`)
    }
    const rows = (wanted: (page: Page) => boolean, label: string): Row => ({
      label,
      cells: [...results.values()].flatMap((scores) => {
        const chosen = scores.filter((_, index) => {
          const page = pages[index]
          return page !== undefined && wanted(page)
        })
        return [mean(chosen.map(({ recall }) => recall)), mean(chosen.map(({ junk }) => junk))]
      })
    })
    const columns = Object.keys(readers).flatMap((name) => [`${name} recall`, `${name} junk`])
    const [ours = { recall: 0, junk: 100 }] = [...results.values()].map((scores) => ({
      recall: mean(scores.map(({ recall }) => recall)),
      junk: mean(scores.map(({ junk }) => junk))
    }))
    return {
      name: "extraction",
      summary: `What is read of ${pages.length} pages in ${texts.length} languages and ${layouts.length} layouts, in percent: recall is the share of the article that is read, junk the share of what is read that belongs to the page around it.`,
      sections: [
        {
          title: "layout",
          columns,
          rows: [
            ...layouts.map((layout) => rows((page) => page.layout === layout, layout.name)),
            rows(() => true, "all")
          ],
          notes: ["By runs of ten letters or digits within paragraphs."]
        },
        {
          title: "language",
          columns,
          rows: texts.map((text) => rows((page) => page.text === text, text.language))
        },
        { title: "processor time per page", columns: ["ms"], rows: times },
        { title: "splitting 400 KB into sentences", columns: ["ms"], rows: splitting() }
      ],
      ...((ours.recall < 98 || ours.junk > 3) && {
        missed: `${ours.recall.toFixed(1)} % recall and ${ours.junk.toFixed(1)} % junk; 98 and 3 are the limits.`
      })
    }
  }
}

/** A program that throws reads nothing. */
const read = (reader: Reader, html: string): Promise<string> => reader(html).catch(() => "")

interface Score {
  readonly recall: number
  readonly junk: number
}

const scoreOf = (found: string, text: Text): Score => {
  const { comment, cookies, imprint, menu, newsletter, paragraphs, related } = text
  const expected = runsOf(paragraphs)
  const around = runsOf([...menu, cookies, newsletter, comment, ...related, imprint])
  const actual = runsOf([found])
  return { recall: share(expected, expected, actual), junk: share(around, actual, actual) }
}

/** The share in percent of a whole that is `part` and in `other`. */
const share = (
  part: ReadonlySet<string>,
  whole: ReadonlySet<string>,
  other: ReadonlySet<string>
): number =>
  whole.size === 0 ? 0 : (100 * [...part].filter((run) => other.has(run)).length) / whole.size

const runLength = 10

/** The runs of letters and digits of each text, without case and spaces. */
const runsOf = (all: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(
    all.flatMap((text) => {
      const plain = (
        text
          .normalize("NFKC")
          .toLowerCase()
          .match(/[\p{L}\p{N}]+/gu) ?? []
      ).join("")
      return Array.from({ length: Math.max(0, plain.length - runLength + 1) }, (_, at) =>
        plain.slice(at, at + runLength)
      )
    })
  )

const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

const splitting = (): ReadonlyArray<Row> =>
  [
    ["prose", "The tide comes in twice a day, and nobody is surprised by it. "],
    ["abbreviations only", "Mr. A. B. v. Gen. "]
  ].map(([label = "", piece = ""]) => {
    const text = piece.repeat(Math.ceil(400_000 / piece.length))
    sentenceSpans(text)
    const before = process.cpuUsage()
    sentenceSpans(text)
    const { system, user } = process.cpuUsage(before)
    return { label, cells: [(system + user) / 1000] }
  })

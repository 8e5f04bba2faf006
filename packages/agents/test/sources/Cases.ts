import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import { extract, type TextDocument } from "@aethercast/agents/sources/Extraction"
import type { ProseFields } from "@aethercast/agents/sources/Blocks"

/** A file of `cases`: documents made after public bug reports of other readers. */
export const caseBytes = (path: string): Buffer =>
  readFileSync(join(import.meta.dirname, "cases", path))

export const url = "http://library.internal/a/b"

export const proseOf = (mediaType: TextDocument["mediaType"], text: string): ProseFields => {
  const answer = extract({ mediaType, text, url })
  return answer._tag === "Refused" ? assert.fail(answer.reason) : answer.prose
}

export const textsOf = (
  mediaType: TextDocument["mediaType"],
  text: string
): ReadonlyArray<string> => proseOf(mediaType, text).paragraphs.map((paragraph) => paragraph.text)

export const htmlCase = (path: string): ReadonlyArray<string> =>
  textsOf("text/html", caseBytes(path).toString("utf8"))

const filler = "<p>The tide comes in twice a day, and nobody in the town is surprised by it.</p>"

/** A page about tides whose article has some paragraphs around a body. */
export const page = (body: string, head = ""): string =>
  `<!doctype html><html><head><title>Tides</title>${head}</head><body><article><h1>Tides</h1>${filler}${body}${filler.repeat(3)}</article></body></html>`

/** The paragraphs of a page other than those around its body. */
export const bodyTexts = (body: string, head = ""): ReadonlyArray<string> =>
  textsOf("text/html", page(body, head)).filter((text) => !text.startsWith("The tide comes in"))

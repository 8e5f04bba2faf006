import { Effect } from "effect"
import { strToU8, zipSync } from "fflate"
import { hole } from "../Hole.ts"
import { fragmentBlocks } from "../html/HtmlBlocks.ts"
import { fileText, openArchive } from "./Archive.ts"
import { UnreadableFile } from "./FileContent.ts"

/** The text of a Word document, by way of HTML; deleted text is gone, and a formula is a hole. */
export const docxContent = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const files = yield* Effect.fromResult(
    openArchive(bytes, (name) => !name.startsWith("word/media/"))
  )
  if (files[body] === undefined) {
    return yield* new UnreadableFile({ reason: "it is not a Word document" })
  }
  const text = strToU8(withHoles(fileText(files, body)))
  const buffer = Buffer.from(zipSync({ ...files, [body]: text }, { level: 0 }))
  const { value } = yield* Effect.tryPromise({
    // Loaded at first use: most workers never see such a document.
    try: () =>
      import("mammoth").then(({ default: mammoth }) =>
        mammoth.convertToHtml({ buffer }, { styleMap })
      ),
    catch: () => new UnreadableFile({ reason: "it is not a valid Word document" })
  })
  const blocks = yield* Effect.mapError(
    Effect.fromResult(fragmentBlocks(value, "http://document.invalid/")),
    (reason) => new UnreadableFile({ reason })
  )
  return { title: "", blocks }
})

const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p.Title => h1:fresh",
  "p[style-name='Subtitle'] => h2:fresh"
]

const body = "word/document.xml"

/** mammoth leaves out formulas without a trace. */
const withHoles = (xml: string): string =>
  xml
    .split(/<m:oMath(?=[\s>])/)
    .map((part, index) => {
      if (index === 0) return part
      const end = part.indexOf("</m:oMath>")
      return `<w:r><w:t>${hole}</w:t></w:r>${end === -1 ? "" : part.slice(end + "</m:oMath>".length)}`
    })
    .join("")
    .replace(/<\/?m:oMathPara\b[^>]{0,200}>/g, "")

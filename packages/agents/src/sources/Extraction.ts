import { marked } from "marked"
import { assemble, type ProseFields } from "./Blocks.ts"
import { fragmentBlocks, pageBlocks, tooComplex } from "./HtmlBlocks.ts"
import { textBlocks } from "./TextBlocks.ts"

/** A document to take the prose out of; `url` is where its relative links start from. */
export interface Raw {
  readonly mediaType: "text/html" | "text/markdown" | "text/plain"
  readonly text: string
  readonly url: string
}

/** The prose of a document, or why there is none. */
export type Extracted =
  | { readonly _tag: "Prose"; readonly prose: ProseFields }
  | { readonly _tag: "Refused"; readonly reason: string }

/**
 * Takes the prose out of a document. Hostile documents can make it slow, so it is run by the
 * `Extractor`'s workers under a time limit and never in the main thread.
 */
export const extract = ({ mediaType, text, url }: Raw): Extracted => {
  if (mediaType === "text/plain") return judge(assemble(textBlocks(text), ""))
  const html =
    mediaType === "text/markdown" ? marked.parse(text, { async: false, gfm: true }) : text
  const reason = tooComplex(html)
  if (reason !== undefined) return { _tag: "Refused", reason }
  if (mediaType === "text/markdown") return judge(assemble(fragmentBlocks(html, url), ""))
  const page = pageBlocks(html, url)
  return judge(assemble(page.blocks, page.title))
}

const judge = (prose: ProseFields): Extracted =>
  prose.paragraphs.length === 0
    ? { _tag: "Refused", reason: "it has no text to read" }
    : { _tag: "Prose", prose }

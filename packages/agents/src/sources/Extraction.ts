import { marked } from "marked"
import { assemble, type ProseFields } from "./Blocks.ts"
import { fragmentBlocks, pageBlocks, tooComplex } from "./HtmlBlocks.ts"
import { textBlocks } from "./TextBlocks.ts"

/** A document as it was fetched; `url` is the base of its relative links. */
export interface RawDocument {
  readonly mediaType: "text/html" | "text/markdown" | "text/plain"
  readonly text: string
  readonly url: string
}

/** The prose of a document, or why there is none. */
export type Extracted =
  | { readonly _tag: "Prose"; readonly prose: ProseFields }
  | { readonly _tag: "Refused"; readonly reason: string }

/**
 * Extracts the prose of a document. Hostile documents can make this slow, so only the workers of
 * `Extractor` run it, under a time limit, and never the main thread.
 */
export const extract = ({ mediaType, text, url }: RawDocument): Extracted => {
  if (mediaType === "text/plain") return nonEmpty(assemble(textBlocks(text), ""))
  const html =
    mediaType === "text/markdown" ? marked.parse(text, { async: false, gfm: true }) : text
  const reason = tooComplex(html)
  if (reason !== undefined) return { _tag: "Refused", reason }
  if (mediaType === "text/markdown") return nonEmpty(assemble(fragmentBlocks(html, url), ""))
  const page = pageBlocks(html, url)
  return nonEmpty(assemble(page.blocks, page.title))
}

const nonEmpty = (prose: ProseFields): Extracted =>
  prose.paragraphs.length === 0
    ? { _tag: "Refused", reason: "it has no text to read" }
    : { _tag: "Prose", prose }

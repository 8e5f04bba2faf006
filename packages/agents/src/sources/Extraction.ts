import { Result } from "effect"
import { assemble, type ProseFields } from "./Blocks.ts"
import { fragmentBlocks, pageBlocks } from "./html/HtmlBlocks.ts"
import { withoutFrontMatter } from "./FrontMatter.ts"
import { markdownHtml } from "./Markdown.ts"
import { textBlocks } from "./TextBlocks.ts"

/** A document of text; `url` is the base of its relative links. */
export interface TextDocument {
  readonly mediaType: "text/html" | "text/markdown" | "text/plain"
  readonly text: string
  readonly url: string
}

/** A document as it was fetched or uploaded; `charset` is the encoding that its sender declared. */
export interface FileDocument {
  readonly mediaType:
    | TextDocument["mediaType"]
    | "application/pdf"
    | typeof epubType
    | typeof docxType
  readonly bytes: Uint8Array
  readonly charset?: string
  readonly url: string
}

export type RawDocument = TextDocument | FileDocument

export const epubType = "application/epub+zip"
export const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

/** The prose of a document, or why there is none. */
export type Extracted =
  | { readonly _tag: "Prose"; readonly prose: ProseFields }
  | { readonly _tag: "Refused"; readonly reason: string }

/**
 * Extracts the prose of a document. Hostile documents can make this slow, so only the workers of
 * `Extractor` run it, under a time limit, and never the main thread.
 */
export const extract = ({ mediaType, text, url }: TextDocument): Extracted => {
  switch (mediaType) {
    case "text/plain":
      return nonEmpty(assemble(textBlocks(text), ""))
    case "text/markdown":
      return markdown(text, url)
    case "text/html":
      return Result.match(pageBlocks(text, url), {
        onFailure: refused,
        onSuccess: ({ blocks, title }) => nonEmpty(assemble(blocks, title))
      })
  }
}

const markdown = (text: string, url: string): Extracted => {
  const { body, title } = withoutFrontMatter(text)
  return Result.match(fragmentBlocks(markdownHtml(body), url), {
    onFailure: refused,
    onSuccess: (blocks) => nonEmpty(assemble(blocks, title))
  })
}

export const refused = (reason: string): Extracted => ({ _tag: "Refused", reason })

export const nonEmpty = (prose: ProseFields): Extracted =>
  prose.paragraphs.length === 0 ? refused("it has no text to read") : { _tag: "Prose", prose }

import { Effect, Result } from "effect"
import { assemble } from "./Blocks.ts"
import {
  docxType,
  epubType,
  extract,
  type Extracted,
  type FileDocument,
  nonEmpty,
  type RawDocument,
  refused
} from "./Extraction.ts"
import { docxContent } from "./files/Docx.ts"
import { epubContent } from "./files/Epub.ts"
import type { FileContent, UnreadableFile } from "./files/FileContent.ts"
import { pdfContent } from "./files/Pdf.ts"
import { decodeText } from "./TextDecoding.ts"

/** Extracts the prose of a document of any type; like `extract` in the workers of `Extractor` only. */
export const extractFile = (document: RawDocument): Effect.Effect<Extracted> =>
  "text" in document ? Effect.sync(() => extract(document)) : extractBytes(document)

const extractBytes = (document: FileDocument): Effect.Effect<Extracted> => {
  const { bytes, charset, mediaType, url } = document
  switch (mediaType) {
    case "application/pdf":
      return assembled(pdfContent(bytes))
    case epubType:
      return assembled(Effect.suspend(() => epubContent(bytes)))
    case docxType:
      return assembled(docxContent(bytes))
    default:
      return Effect.sync(() =>
        Result.match(decodeText(bytes, charset, mediaType === "text/html" ? "html" : "plain"), {
          onFailure: refused,
          onSuccess: (text) => extract({ mediaType, text, url })
        })
      )
  }
}

const assembled = (content: Effect.Effect<FileContent, UnreadableFile>): Effect.Effect<Extracted> =>
  Effect.match(content, {
    onFailure: ({ reason }) => refused(reason),
    onSuccess: ({ blocks, title }) => nonEmpty(assemble(blocks, title))
  })

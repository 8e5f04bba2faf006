import { createHash } from "node:crypto"
import { Data, type DateTime, Effect, FileSystem, Path, Schema, Stream } from "effect"
import { Topic } from "@aethercast/domain/Topic"
import { shorten } from "./CleanText.ts"
import { decodeText, maxDocumentBytes, maxFileBytes, type TextFormat } from "./TextDecoding.ts"
import { docxType, epubType, type FileDocument } from "./Extraction.ts"
import { Extractor } from "./Extractor.ts"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import type { LibraryDocument } from "./LibraryTopic.ts"
import { countWords } from "./DocumentRanking.ts"
import { splitSentences } from "./SentenceSplitter.ts"

/** A file of a library folder as it was listed; `path` contains no symbolic links. */
export interface LibraryFile {
  readonly name: string
  readonly path: string
  readonly isRegular: boolean
  readonly size: number
  readonly updatedAt: DateTime.Utc
  /** Changes when the content may have changed. */
  readonly version: string
}

/** The content of a `topic.json`; what is absent follows from the documents of the folder. */
export const TopicMetadata = Schema.Struct({
  title: Schema.optionalKey(Topic.fields.title),
  summary: Schema.optionalKey(Topic.fields.summary),
  tags: Schema.optionalKey(Topic.fields.tags),
  published: Schema.optionalKey(Schema.DateTimeUtcFromString)
})

/** The content of a file: a document without its topic, or metadata of the topic. */
export type FileContent = Data.TaggedEnum<{
  Metadata: { readonly metadata: typeof TopicMetadata.Type }
  Document: { readonly document: Omit<LibraryDocument, "topic"> }
}>

/** The file cannot be part of the library. */
export class UnusableFile extends Schema.TaggedError<UnusableFile>()("UnusableFile", {
  reason: Schema.String
}) {}

/** The most that is read of a file, in bytes. */
export const maxBytesOf = (name: string): number =>
  isText(mediaTypeOfName(name)) ? maxDocumentBytes : maxFileBytes

/** Reads one file of at most `maxBytesOf` its name. */
export const readLibraryFile = Effect.fn("LibraryFile.read")(
  function* (file: LibraryFile) {
    if (!file.isRegular) return yield* new UnusableFile({ reason: "it is not a regular file" })
    if (file.name === metadataName) {
      const metadata = yield* Effect.flatMap(readBytes(file), decodeMetadata)
      return FileContent.Metadata({ metadata })
    }
    const path = yield* Path.Path
    const { name } = path.parse(file.name)
    const mediaType = mediaTypeOfName(file.name)
    if (mediaType === undefined) {
      return yield* new UnusableFile({
        reason: "only .md, .html, .txt, .pdf, .epub and .docx files are documents"
      })
    }
    const { extract } = yield* Extractor
    const received = yield* readBytes(file)
    const bytes = isText(mediaType) ? yield* asUtf8(received, mediaType) : received
    const prose = yield* extract({ mediaType, bytes, charset: "utf-8", url: libraryOrigin })
    const title = prose.title === "" ? titleFromName(name) : prose.title
    const body = prose.paragraphs.map((paragraph) => paragraph.text)
    const document = {
      file: file.name,
      title,
      summary: summaryOf(body),
      mediaType,
      bytes,
      etag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"`,
      updatedAt: file.updatedAt,
      words: yield* countWords(title, body)
    }
    return FileContent.Document({ document })
  },
  Effect.catchTags({
    ExtractionFailed: ({ reason }) => new UnusableFile({ reason }),
    PlatformError: ({ reason }) =>
      new UnusableFile({ reason: `it cannot be read (${reason._tag})` }),
    SchemaError: () => new UnusableFile({ reason: "it does not describe a topic" })
  })
)

const FileContent = Data.taggedEnum<FileContent>()

const metadataName = "topic.json"

/** The name of a file or folder as a title: `dark-matter_2` becomes "Dark matter 2". */
export const titleFromName = (name: string): string => {
  const words = name.replace(/[-_\s]+/g, " ").trim()
  return shorten(words.slice(0, 1).toUpperCase() + words.slice(1), 200)
}

const decodeMetadata = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const text = yield* decoded(bytes, "plain")
  return yield* Schema.decodeEffect(Schema.fromJsonString(TopicMetadata))(text)
})

const readBytes = Effect.fnUntraced(function* (file: LibraryFile) {
  const fs = yield* FileSystem.FileSystem
  const limit = maxBytesOf(file.name)
  if (file.size > limit) {
    return yield* new UnusableFile({ reason: `it is larger than ${limit / 2 ** 20} MB` })
  }
  // The file may have grown since it was listed.
  const chunks = yield* Stream.runCollect(fs.stream(file.path, { bytesToRead: limit }))
  return new Uint8Array(Buffer.concat(chunks))
})

const decoded = (bytes: Uint8Array, format: TextFormat) =>
  Effect.mapError(
    Effect.fromResult(decodeText(bytes, undefined, format)),
    (reason) => new UnusableFile({ reason })
  )

const asUtf8 = (bytes: Uint8Array, mediaType: FileDocument["mediaType"]) =>
  Effect.map(decoded(bytes, mediaType === "text/html" ? "html" : "plain"), (text) =>
    new TextEncoder().encode(text)
  )

const mediaTypeOfName = (name: string): FileDocument["mediaType"] | undefined =>
  mediaTypes.get(/\.[a-z]+$/i.exec(name)?.[0].toLowerCase() ?? "")

/** Metadata and what cannot be read count as text. */
const isText = (mediaType = "text/plain"): boolean => mediaType.startsWith("text/")

const mediaTypes: ReadonlyMap<string, FileDocument["mediaType"]> = new Map([
  [".md", "text/markdown"],
  [".markdown", "text/markdown"],
  [".html", "text/html"],
  [".htm", "text/html"],
  [".txt", "text/plain"],
  [".pdf", "application/pdf"],
  [".epub", epubType],
  [".docx", docxType]
])

/** The first sentence that is neither a fragment nor too long for a summary. */
const summaryOf = (paragraphs: ReadonlyArray<string>): string => {
  for (const paragraph of paragraphs.slice(0, 20)) {
    const found = splitSentences(paragraph).find(({ length }) => length >= 40 && length <= 300)
    if (found !== undefined) return found
  }
  return shorten(paragraphs[0] ?? "", 300)
}

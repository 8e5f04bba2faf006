import { createHash } from "node:crypto"
import { Data, type DateTime, Effect, FileSystem, Path, Schema, Stream } from "effect"
import { Topic } from "@aethercast/domain/Topic"
import { shorten } from "./CleanText.ts"
import { decodeText, maxDocumentBytes } from "./TextDecoding.ts"
import type { Raw } from "./Extraction.ts"
import { Extractor } from "./Extractor.ts"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import type { LibraryDocument } from "./LibraryTopic.ts"
import { countWords } from "./DocumentRanking.ts"
import { sentences } from "./SentenceSplitter.ts"

/** A file of a library folder as it was listed; `path` is free of symbolic links. */
export interface LibraryFile {
  readonly name: string
  readonly path: string
  readonly isRegular: boolean
  readonly size: number
  readonly updatedAt: DateTime.Utc
  /** Changes when the file may read differently. */
  readonly version: string
}

/** What a `topic.json` may say about its folder; what it leaves out is made up from the documents. */
export const TopicMetadata = Schema.Struct({
  title: Schema.optionalKey(Topic.fields.title),
  summary: Schema.optionalKey(Topic.fields.summary),
  tags: Schema.optionalKey(Topic.fields.tags),
  published: Schema.optionalKey(Schema.DateTimeUtcFromString)
})

/** What a file holds, with the parts of a document that do not depend on its topic. */
export type Holding = Data.TaggedEnum<{
  Metadata: { readonly metadata: typeof TopicMetadata.Type }
  Document: { readonly document: Omit<LibraryDocument, "topic"> }
}>

/** Why a file is left out of the library. */
export class UnfitFile extends Schema.TaggedError<UnfitFile>()("UnfitFile", {
  reason: Schema.String
}) {}

/** Reads one file, never more than 2 MB of it. */
export const readLibraryFile = Effect.fn("LibraryFile.read")(
  function* (file: LibraryFile) {
    if (!file.isRegular) return yield* new UnfitFile({ reason: "it is not a regular file" })
    if (file.name === metadataName) {
      const metadata = yield* Effect.flatMap(readText(file), decodeMetadata)
      return Holding.Metadata({ metadata })
    }
    const path = yield* Path.Path
    const { name, ext } = path.parse(file.name)
    const mediaType = mediaTypes.get(ext.toLowerCase())
    if (mediaType === undefined) {
      return yield* new UnfitFile({ reason: "only .md, .html and .txt files are documents" })
    }
    const { extract } = yield* Extractor
    const text = yield* readText(file)
    const prose = yield* extract({ mediaType, text, url: libraryOrigin })
    const title = prose.title === "" ? titleFromName(name) : prose.title
    const body = prose.paragraphs.map((paragraph) => paragraph.text)
    const document = {
      file: file.name,
      title,
      summary: summaryOf(body),
      mediaType,
      text,
      etag: `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`,
      updatedAt: file.updatedAt,
      words: countWords(title, body.join(" "))
    }
    return Holding.Document({ document })
  },
  Effect.catchTags({
    ExtractionFailed: ({ reason }) => new UnfitFile({ reason }),
    PlatformError: ({ reason }) => new UnfitFile({ reason: `it cannot be read (${reason._tag})` }),
    SchemaError: () => new UnfitFile({ reason: "it does not describe a topic" })
  })
)

const Holding = Data.taggedEnum<Holding>()

const metadataName = "topic.json"

/** The name of a file or folder as a title: `dark-matter_2` becomes "Dark matter 2". */
export const titleFromName = (name: string): string => {
  const words = name.replace(/[-_\s]+/g, " ").trim()
  return shorten(words.slice(0, 1).toUpperCase() + words.slice(1), 200)
}

const decodeMetadata = Schema.decodeUnknownEffect(Schema.fromJsonString(TopicMetadata))

const readText = Effect.fnUntraced(function* (file: LibraryFile) {
  const fs = yield* FileSystem.FileSystem
  if (file.size > maxDocumentBytes)
    return yield* new UnfitFile({ reason: "it is larger than 2 MB" })
  // The file may have grown since it was listed.
  const chunks = yield* Stream.runCollect(fs.stream(file.path, { bytesToRead: maxDocumentBytes }))
  return yield* Effect.fromResult(decodeText(Buffer.concat(chunks))).pipe(
    Effect.mapError((reason) => new UnfitFile({ reason }))
  )
})

const mediaTypes: ReadonlyMap<string, Raw["mediaType"]> = new Map([
  [".md", "text/markdown"],
  [".markdown", "text/markdown"],
  [".html", "text/html"],
  [".htm", "text/html"],
  [".txt", "text/plain"]
])

/** The first sentence that says something: neither a fragment nor a whole paragraph. */
const summaryOf = (paragraphs: ReadonlyArray<string>): string => {
  const first = paragraphs
    .slice(0, 20)
    .flatMap((paragraph) => sentences(paragraph))
    .find((sentence) => sentence.length >= 40 && sentence.length <= 300)
  return first ?? shorten(paragraphs[0] ?? "", 300)
}

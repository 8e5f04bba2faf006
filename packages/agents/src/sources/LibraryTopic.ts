import type { DateTime } from "effect"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import type { TopicId } from "@aethercast/domain/Topic"
import type { FileDocument } from "./Extraction.ts"
import type { WordCounts } from "./DocumentRanking.ts"
import { topicSlug } from "./TopicSlug.ts"

/** A document of the library; it has prose. */
export interface LibraryDocument {
  readonly topic: TopicId
  /** Name of its file, and last segment of its address. */
  readonly file: string
  readonly title: string
  readonly summary: string
  readonly mediaType: FileDocument["mediaType"]
  /** Those of text are UTF-8. */
  readonly bytes: Uint8Array
  /** Strong entity tag, with its quotes. */
  readonly etag: string
  readonly updatedAt: DateTime.Utc
  readonly words: WordCounts
}

/** A sub-folder of documents about one topic, or a single document of the folder itself. */
export interface LibraryTopic {
  readonly id: TopicId
  readonly title: string
  readonly summary: string
  readonly tags: ReadonlyArray<string>
  readonly publishedAt: DateTime.Utc
  readonly documents: ReadonlyArray<LibraryDocument>
}

/** A file that was left out; `path` is relative to the library's folder. */
export interface LibraryProblem {
  readonly path: string
  readonly reason: string
}

/** Path of a document on the library's site. */
export const documentPath = ({ topic, file }: Pick<LibraryDocument, "topic" | "file">): string =>
  `/${topic}/${encodeURIComponent(file)}`

/** Whether an address is that of a document of the library that is a topic by itself. */
export const isSingleDocument = (url: string): boolean => {
  if (!url.startsWith(`${libraryOrigin}/`)) return false
  const [topic = "", file = ""] = url.slice(libraryOrigin.length + 1).split("/")
  return topic === topicSlug(decodeURIComponent(file).replace(/\.[^.]*$/, ""))
}

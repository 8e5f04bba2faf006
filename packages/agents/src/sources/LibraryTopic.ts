import type { DateTime } from "effect"
import type { TopicId } from "@aethercast/domain/Topic"
import type { Raw } from "./Extraction.ts"
import type { WordCounts } from "./DocumentRanking.ts"

/** A document of the library, decoded and found to have prose. */
export interface LibraryDocument {
  readonly topic: TopicId
  /** Name of its file, which is also the last part of its address. */
  readonly file: string
  readonly title: string
  readonly summary: string
  readonly mediaType: Raw["mediaType"]
  readonly text: string
  /** Strong entity tag, with its quotes. */
  readonly etag: string
  readonly updatedAt: DateTime.Utc
  readonly words: WordCounts
}

/** A folder of documents about one thing, or a document that lies by itself. */
export interface LibraryTopic {
  readonly id: TopicId
  readonly title: string
  readonly summary: string
  readonly tags: ReadonlyArray<string>
  readonly publishedAt: DateTime.Utc
  readonly documents: ReadonlyArray<LibraryDocument>
}

/** A file that was left out; `path` starts in the library's folder. */
export interface LibraryProblem {
  readonly path: string
  readonly reason: string
}

/** Path of a document in the library's site. */
export const documentPath = ({ topic, file }: Pick<LibraryDocument, "topic" | "file">): string =>
  `/${topic}/${encodeURIComponent(file)}`

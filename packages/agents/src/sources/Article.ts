import { createHash } from "node:crypto"
import { Schema } from "effect"
import { Passage, PassageId, Source, SourceId } from "@aethercast/domain/Source"
import { joinedText } from "./Sentences.ts"

/** A paragraph of prose and its heading; empty before the first heading. */
export const Paragraph = Schema.Struct({
  heading: Schema.String.check(Schema.isMaxLength(200)),
  text: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(20_000))
})
export type Paragraph = typeof Paragraph.Type

/** A document that another document names as its source. */
export const Reference = Schema.Struct({
  title: Schema.String.check(Schema.isMaxLength(300)),
  url: Schema.String.check(Schema.isPattern(/^https?:\/\//), Schema.isMaxLength(2048))
})
export type Reference = typeof Reference.Type

/** A quotable sentence: its paragraph, and its place in the text of the article in UTF-16 units. */
const Sentence = Schema.Struct({
  paragraph: Schema.Natural,
  start: Schema.Natural,
  end: Schema.Natural
})

/** The prose of a document, without navigation, tables, code and pictures. */
export class Prose extends Schema.Class<Prose>("aethercast/Prose")({
  /** Empty when the document has none. */
  title: Schema.String.check(Schema.isMaxLength(300)),
  paragraphs: Schema.Array(Paragraph).check(Schema.isMaxLength(4000)),
  references: Schema.Array(Reference).check(Schema.isMaxLength(100)),
  sentences: Schema.Array(Sentence),
  /** A BCP 47 tag; `und` when it is not clear. */
  language: Schema.String,
  /** For `withoutNearDuplicates`; empty for a short text. */
  sketch: Schema.Array(Schema.Natural)
}) {}

/** The content of a source. */
export class Article extends Schema.Class<Article>("aethercast/Article")({
  source: Source,
  /** When it was received, if it is from the cache because its site could not be reached. */
  copiedAt: Schema.optionalKey(Schema.DateTimeUtc),
  title: Prose.fields.title,
  paragraphs: Prose.fields.paragraphs,
  references: Prose.fields.references,
  sentences: Prose.fields.sentences,
  language: Prose.fields.language,
  sketch: Prose.fields.sketch
}) {}

/** The id of the source at an address: the first 16 hexadecimal digits of its SHA-256. */
export const sourceId = (url: string): SourceId =>
  SourceId.make(createHash("sha256").update(url).digest("hex").slice(0, 16))

/** The text of an article, which the passages point into. */
export const textOf = ({ paragraphs }: Pick<Article, "paragraphs">): string =>
  joinedText(paragraphs)

/** The quotable sentences of an article in reading order; the first `limit`. */
export const passages = (article: Article, limit = maxPassages): ReadonlyArray<Passage> => {
  const text = textOf(article)
  return article.sentences.slice(0, Math.min(limit, maxPassages)).map(
    ({ end, paragraph, start }, position) =>
      new Passage({
        id: PassageId.make(`${article.source.id}#${position}`),
        source: article.source.id,
        position,
        heading: article.paragraphs[paragraph]?.heading ?? "",
        start,
        text: text.slice(start, end)
      })
  )
}

/** The number in a passage's id has at most four digits. */
const maxPassages = 10_000

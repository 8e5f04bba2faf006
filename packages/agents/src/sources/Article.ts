import { createHash } from "node:crypto"
import { Schema } from "effect"
import { Passage, PassageId, Source, SourceId } from "@aethercast/domain/Source"
import { splitSentences } from "./SentenceSplitter.ts"

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

/** The prose of a document, without navigation, tables, code and pictures. */
export class Prose extends Schema.Class<Prose>("aethercast/Prose")({
  /** Empty when the document has none. */
  title: Schema.String.check(Schema.isMaxLength(300)),
  paragraphs: Schema.Array(Paragraph).check(Schema.isMaxLength(4000)),
  references: Schema.Array(Reference).check(Schema.isMaxLength(100))
}) {}

/** The content of a source. */
export class Article extends Schema.Class<Article>("aethercast/Article")({
  source: Source,
  title: Prose.fields.title,
  paragraphs: Prose.fields.paragraphs,
  references: Prose.fields.references
}) {}

/** The id of the source at an address: the first 16 hexadecimal digits of its SHA-256. */
export const sourceId = (url: string): SourceId =>
  SourceId.make(createHash("sha256").update(url).digest("hex").slice(0, 16))

/**
 * The quotable sentences of an article in reading order, without fragments (a list item of a few
 * words, a row of digits) and without sentences of more than 1,000 characters; the first `limit`.
 */
export const passages = (article: Article, limit = maxPassages): ReadonlyArray<Passage> =>
  article.paragraphs
    .flatMap(({ heading, text }) =>
      splitSentences(text)
        .filter(isQuotable)
        .map((sentence) => ({ heading, sentence }))
    )
    .slice(0, Math.min(limit, maxPassages))
    .map(
      ({ heading, sentence }, position) =>
        new Passage({
          id: PassageId.make(`${article.source.id}#${position}`),
          source: article.source.id,
          position,
          heading,
          text: sentence
        })
    )

/** The number in a passage's id has at most four digits. */
const maxPassages = 10_000

/** Whether it is a whole sentence: it ends like one, or is long enough for one. */
const isQuotable = (sentence: string): boolean => {
  const words = sentence.match(/\p{L}[\p{L}\p{N}'’-]*/gu)?.length ?? 0
  const isTerminated = /[.!?…。！？]["'”’»)\]]*$/.test(sentence)
  return sentence.length <= 1000 && words >= (isTerminated ? 3 : 8)
}

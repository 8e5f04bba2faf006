import { createHash } from "node:crypto"
import { Schema } from "effect"
import { Passage, PassageId, Source, SourceId } from "@aethercast/domain/Source"
import { sentences } from "./SentenceSplitter.ts"

/** A paragraph of prose, and the heading that it stands under; empty at the top. */
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

/** What is left of a document when everything but its prose is gone. */
export class Prose extends Schema.Class<Prose>("aethercast/Prose")({
  /** Empty when the document does not say. */
  title: Schema.String.check(Schema.isMaxLength(300)),
  paragraphs: Schema.Array(Paragraph).check(Schema.isMaxLength(4000)),
  references: Schema.Array(Reference).check(Schema.isMaxLength(100))
}) {}

/** A source that was read. */
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
 * The quotable sentences of an article in reading order. Left out: fragments (a list item of a few
 * words, a run of digits) and what is too long to be said in one breath (over 1,000 characters).
 */
export const passages = (article: Article): ReadonlyArray<Passage> =>
  article.paragraphs
    .flatMap(({ heading, text }) =>
      sentences(text)
        .filter(quotable)
        .map((sentence) => ({ heading, sentence }))
    )
    .slice(0, maxPassages)
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

/** A passage's id has room for four digits. */
const maxPassages = 10_000

/** Whether a sentence can be quoted on its own: it ends as one, or is long enough to be one. */
const quotable = (sentence: string): boolean => {
  const words = sentence.match(/\p{L}[\p{L}\p{N}'’-]*/gu)?.length ?? 0
  const ends = /[.!?…。！？]["'”’»)\]]*$/.test(sentence)
  return sentence.length <= 1000 && words >= (ends ? 3 : 8)
}

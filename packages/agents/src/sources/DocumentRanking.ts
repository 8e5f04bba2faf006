import { Array, Effect } from "effect"
import { contentWords, stem } from "../relevance/Stems.ts"
import type { TopicQuery, TopicTerm } from "../relevance/TopicQuery.ts"

/** Frequencies of the stems of a document. */
export interface WordCounts {
  readonly counts: ReadonlyMap<string, number>
  readonly length: number
}

/**
 * Counts the words of a document by stem; a word of the title counts as five of the body. A long document
 * takes 60 ms: others get their turn after every 50,000 characters.
 */
export const countWords = Effect.fnUntraced(function* (
  title: string,
  paragraphs: ReadonlyArray<string>
) {
  const counts = new Map<string, number>()
  let length = 0
  const add = (text: string, weight: number) => {
    for (const word of contentWords(text).map(stem)) {
      counts.set(word, (counts.get(word) ?? 0) + weight)
      length += weight
    }
  }
  add(title, titleWeight)
  let characters = 0
  for (const paragraph of paragraphs) {
    add(paragraph, 1)
    characters += paragraph.length
    if (characters < 50_000) continue
    characters = 0
    yield* Effect.yieldNow
  }
  return { counts, length } satisfies WordCounts
})

/**
 * The documents that mention enough of the topic, best first by BM25 (Robertson and Zaragoza 2009;
 * k1 1.2, b 0.75), where a related word counts by its strength. Whether they are about the topic is
 * for `Relevance.judge` to say. Others get their turn after every 100 documents.
 */
export const rank = Effect.fnUntraced(function* <A>(
  { terms }: TopicQuery,
  documents: ReadonlyArray<A>,
  words: (document: A) => WordCounts,
  limit: number
) {
  const counted = yield* Effect.forEach(Array.chunksOf(documents, 100), (chunk) =>
    Effect.as(
      Effect.yieldNow,
      chunk.map((document) => ({
        document,
        length: words(document).length,
        counts: terms.map((term) => countOf(words(document), term))
      }))
    )
  )
  const all = counted.flat()
  const meanLength = all.reduce((sum, { length }) => sum + length, 0) / all.length
  const idf = terms.map((_, at) => {
    const frequency = all.filter(({ counts }) => (counts[at] ?? 0) > 0).length
    return Math.log(1 + (all.length - frequency + 0.5) / (frequency + 0.5))
  })
  const total = terms.reduce((sum, { weight }) => sum + weight, 0)
  const judged = all.map(({ counts, document, length }) => {
    const score = counts.reduce((sum, count, at) => {
      const saturated = (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / meanLength))
      return sum + (terms[at]?.weight ?? 0) * (idf[at] ?? 0) * saturated
    }, 0)
    const mentioned = terms.reduce(
      (sum, { weight }, at) => sum + ((counts[at] ?? 0) > 0 ? weight : 0),
      0
    )
    return { document, score, share: mentioned / total }
  })
  return judged
    .filter(({ share }) => share >= mentionFloor)
    .toSorted((left, right) => right.score - left.score)
    .slice(0, limit)
    .map(({ document }) => document)
})

const k1 = 1.2
const b = 0.75
const titleWeight = 5
/** How much of a topic, by weight, a document has to mention. */
const mentionFloor = 0.3

const countOf = ({ counts }: WordCounts, { matches }: TopicTerm): number => {
  let sum = 0
  for (const [stem, strength] of matches) sum += strength * (counts.get(stem) ?? 0)
  return sum
}

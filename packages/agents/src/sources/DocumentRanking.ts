import { contentWords, stem } from "../relevance/Stems.ts"
import type { TopicQuery, TopicTerm } from "../relevance/TopicQuery.ts"

/** Frequencies of the stems of a document. */
export interface WordCounts {
  readonly counts: ReadonlyMap<string, number>
  readonly length: number
}

/** Counts the words of a document by stem; a word of the title counts as five of the body. */
export const countWords = (title: string, body: string): WordCounts => {
  const counts = new Map<string, number>()
  let length = 0
  const add = (text: string, weight: number) => {
    for (const word of contentWords(text).map(stem)) {
      counts.set(word, (counts.get(word) ?? 0) + weight)
      length += weight
    }
  }
  add(title, titleWeight)
  add(body, 1)
  return { counts, length }
}

/**
 * The documents that mention enough of the topic, best first by BM25 (Robertson and Zaragoza 2009;
 * k1 1.2, b 0.75), where a related word counts by its strength. Whether they are about the topic is
 * for `Relevance.judge` to say.
 */
export const rank = <A>(
  { terms }: TopicQuery,
  documents: ReadonlyArray<A>,
  words: (document: A) => WordCounts,
  limit: number
): ReadonlyArray<A> => {
  const meanLength = documents.reduce((sum, d) => sum + words(d).length, 0) / documents.length
  const idf = terms.map((term) => {
    const frequency = documents.filter((d) => countOf(words(d), term) > 0).length
    return Math.log(1 + (documents.length - frequency + 0.5) / (frequency + 0.5))
  })
  const total = terms.reduce((sum, { weight }) => sum + weight, 0)
  const judged = documents.map((document) => {
    const { length } = words(document)
    const counts = terms.map((term) => countOf(words(document), term))
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
}

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

/** A document to search. */
export interface Text {
  readonly title: string
  readonly body: string
}

interface WordCounts {
  readonly counts: ReadonlyMap<string, number>
  readonly length: number
}

/** Counts the words of a document; a word of the title counts as five of the body. */
const countWords = ({ body, title }: Text): WordCounts => {
  const counts = new Map<string, number>()
  let length = 0
  const add = (text: string, weight: number) => {
    for (const word of wordsOf(text)) {
      counts.set(word, (counts.get(word) ?? 0) + weight)
      length += weight
    }
  }
  add(title, titleWeight)
  add(body, 1)
  return { counts, length }
}

/**
 * The search that the product had before it judged relevance, kept to compare with: every document that
 * contains a word of the query, best first by BM25 (k1 1.2, b 0.75).
 */
export const rank = <A>(
  query: string,
  documents: ReadonlyArray<A>,
  textOf: (document: A) => Text,
  limit: number
): ReadonlyArray<A> => {
  const counted = new Map(documents.map((document) => [document, countWords(textOf(document))]))
  const words = (document: A) => counted.get(document) ?? { counts: new Map(), length: 0 }
  const terms = [...new Set(wordsOf(query.slice(0, 400)))].slice(0, 32)
  const meanLength = documents.reduce((sum, d) => sum + words(d).length, 0) / documents.length
  const idf = new Map(
    terms.map((term) => {
      const frequency = documents.filter((d) => words(d).counts.has(term)).length
      return [term, Math.log(1 + (documents.length - frequency + 0.5) / (frequency + 0.5))]
    })
  )
  const score = (document: A): number => {
    const { counts, length } = words(document)
    return terms.reduce((sum, term) => {
      const count = counts.get(term) ?? 0
      const saturated = (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / meanLength))
      return sum + (idf.get(term) ?? 0) * saturated
    }, 0)
  }
  return documents
    .map((document) => ({ document, score: score(document) }))
    .filter((found) => found.score > 0)
    .toSorted((left, right) => right.score - left.score)
    .slice(0, limit)
    .map((found) => found.document)
}

const k1 = 1.2
const b = 0.75
const titleWeight = 5

const wordsOf = (text: string): ReadonlyArray<string> =>
  (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
    .filter((word) => !stopwords.has(word))
    .map(singular)

/** A simple stemmer: `stories`, `boxes` and `tides` match `story`, `box` and `tide`. */
const singular = (word: string): string =>
  word.length < 4 || /[su]s$/.test(word)
    ? word
    : word
        .replace(/ies$/, "y")
        .replace(/(x|ch|sh|ss)es$/, "$1")
        .replace(/s$/, "")

const stopwords = new Set(
  "a about an and are as at be been but by can do does for from had has have he her his how i if in into is it its me my no not of on or our she so some tell than that the their them then there these they this to us was we were what when where which who why will with would you your".split(
    " "
  )
)

import type { Lexicon } from "./Lexicon.ts"
import { contentWords, stem } from "./Stems.ts"
import * as TopicQuery from "./TopicQuery.ts"

/**
 * What texts are about, in two words: those that are in the most sentences and say the most about a
 * subject. Fewer when hardly anything is repeated.
 */
export const keywords = (lexicon: Lexicon["Service"], sentences: ReadonlyArray<string>): string => {
  const counts = new Map<string, { readonly word: string; readonly count: number }>()
  for (const sentence of sentences) {
    const words = new Map(contentWords(sentence).map((word) => [stem(word), word]))
    for (const [one, word] of words) {
      if (!/^\p{L}{3,}$/u.test(word)) continue
      const before = counts.get(one)
      counts.set(one, { word: before?.word ?? word, count: (before?.count ?? 0) + 1 })
    }
  }
  const frequent = [...counts.values()]
    .filter(({ count }) => count >= 2)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 30)
  const { terms } = TopicQuery.make(lexicon, frequent.map(({ word }) => word).join(" "))
  const score = ({ weight, word }: TopicQuery.TopicTerm): number =>
    weight * (counts.get(stem(word))?.count ?? 0)
  return terms
    .filter(({ isGeneric }) => !isGeneric)
    .toSorted((a, b) => score(b) - score(a))
    .slice(0, 2)
    .map(({ word }) => word)
    .join(" ")
}

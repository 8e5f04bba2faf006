import type { Source } from "@aethercast/domain/Source"
import type { Direction } from "@aethercast/domain/Steering"
import type { Sentence } from "./Sentence.ts"
import type { SentenceRanking } from "./SentenceRanking.ts"

/**
 * A ranking in the direction that listeners want: sentences of a source count by its weight, and a
 * simpler script prefers short sentences without figures, a deeper one long sentences with figures.
 */
export const directed = (
  ranking: SentenceRanking,
  sentences: ReadonlyArray<Sentence>,
  sources: ReadonlyArray<Source>,
  { depth, weights }: Direction
): SentenceRanking => {
  const weightOf = new Map(sources.map(({ id, url }) => [id, weights[url] ?? 1]))
  return {
    ...ranking,
    scores: ranking.scores.map((score, index) => {
      const sentence = sentences[index]
      if (sentence === undefined) return score
      // A weight of 4 outweighs the best place in a section, and one of a tenth the worst.
      const weight = Math.log2(weightOf.get(sentence.passage.source) ?? 1) / 2
      return score + weight + 0.3 * depth * (difficulty(sentence) - 0.5)
    })
  }
}

/** From 0, a short sentence without figures, to 1. */
const difficulty = ({ text, words }: Sentence): number =>
  0.7 * Math.min(1, Math.max(0, (words - 8) / 24)) + 0.3 * (/\d/.test(text) ? 1 : 0)

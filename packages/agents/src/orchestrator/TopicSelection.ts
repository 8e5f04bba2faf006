import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import type { ScoredTopic } from "../sources/discovery/ScoredTopic.ts"

/**
 * Selects the topics of a landing page greedily: the best by score first, with a penalty for each tag
 * and each site that the selected ones have already. The library is no site in this sense.
 */
export const select = (
  topics: ReadonlyArray<ScoredTopic>,
  count: number
): ReadonlyArray<ScoredTopic> => {
  const candidates = new Set(topics)
  const selected: Array<ScoredTopic> = []
  const seen = new Map<string, number>()
  while (selected.length < count && candidates.size > 0) {
    const best = bestOf(candidates, seen)
    if (best === undefined) break
    candidates.delete(best)
    selected.push(best)
    for (const trait of traitsOf(best)) seen.set(trait, (seen.get(trait) ?? 0) + 1)
  }
  return selected
}

/** What a second topic with the same tag or from the same site loses of its score. */
const penalty = 0.1

const bestOf = (topics: Iterable<ScoredTopic>, seen: ReadonlyMap<string, number>) => {
  let best: ScoredTopic | undefined
  let bestValue = -Infinity
  for (const topic of topics) {
    const repeated = traitsOf(topic).reduce((sum, trait) => sum + (seen.get(trait) ?? 0), 0)
    const value = topic.score.value - penalty * repeated
    if (value > bestValue) {
      best = topic
      bestValue = value
    }
  }
  return best
}

const traitsOf = ({ sources, tags }: ScoredTopic): ReadonlyArray<string> => [
  ...tags,
  ...sources
    .slice(0, 1)
    .filter(({ url }) => !url.startsWith(`${libraryOrigin}/`))
    .map(({ site }) => `site ${site}`)
]

import type { Taste, Theme } from "./Taste.ts"

/** A topic that is offered, as far as its place on the page depends on it. */
export interface OfferedTopic {
  /** How much it is worth to anybody, from 0 to 1. */
  readonly score: number
  readonly themes: ReadonlyArray<Theme>
}

/** How much a topic is worth to a listener, and what of it comes from taste, in plain English. */
export interface PersonalScore {
  readonly value: number
  readonly reasons: ReadonlyArray<string>
}

/** What a listener likes, and how telling each theme is on the page; see `telling`. */
interface Measure {
  readonly weights: ReadonlyMap<Theme, number>
  readonly telling: (theme: Theme) => number
}

/** Each place that is divisible by this is kept for a topic that the listener's taste does not explain. */
const unrelatedEvery = 3

/** What a topic loses for each theme of a topic above it. */
const repetition = 0.05

/**
 * The topics in the order in which a listener sees them: the best by personal score, diverse, every third
 * one unrelated to what the listener likes as long as there are any. Without a taste the order is kept.
 */
export const order = <A extends OfferedTopic>(
  topics: ReadonlyArray<A>,
  taste: Taste
): ReadonlyArray<A & { readonly personal: PersonalScore }> => {
  const measure = measureOf(topics, taste)
  const scored = topics.map((topic) => ({ ...topic, personal: score(topic, measure) }))
  if (taste.length === 0) return scored
  const candidates = new Set(scored)
  const seen = new Map<Theme, number>()
  const ordered: Array<(typeof scored)[number]> = []
  while (candidates.size > 0) {
    const place = ordered.length + 1
    const unrelated = [...candidates].filter((topic) => liked(topic, measure).length === 0)
    const eligible = place % unrelatedEvery === 0 && unrelated.length > 0 ? unrelated : candidates
    const best = bestOf(eligible, seen)
    if (best === undefined) break
    candidates.delete(best)
    ordered.push(best)
    for (const theme of best.themes) seen.set(theme, (seen.get(theme) ?? 0) + 1)
  }
  return ordered
}

/** The score of a topic, raised or lowered by at most 1 by its themes. */
export const score = (topic: OfferedTopic, measure: Measure): PersonalScore => {
  const sum = topic.themes.reduce((total, theme) => total + shareOf(theme, measure), 0)
  const [first] = liked(topic, measure)
  return {
    value: topic.score + Math.max(-1, Math.min(1, sum)),
    reasons: sum > 0 && first !== undefined ? [`because you liked ${first}`] : []
  }
}

/** A theme that many of the topics have says little about any of them: its weight shrinks with their share. */
export const measureOf = (topics: ReadonlyArray<OfferedTopic>, taste: Taste): Measure => {
  const counts = new Map<Theme, number>()
  for (const theme of topics.flatMap(({ themes }) => [...new Set(themes)])) {
    counts.set(theme, (counts.get(theme) ?? 0) + 1)
  }
  return {
    weights: new Map(taste.map(({ theme, weight }) => [theme, weight])),
    telling: (theme) => 1 - ((counts.get(theme) ?? 1) - 1) / Math.max(1, topics.length)
  }
}

const shareOf = (theme: Theme, { telling, weights }: Measure): number =>
  (weights.get(theme) ?? 0) * telling(theme)

/** The themes that a listener likes, what says the most first. */
const liked = ({ themes }: OfferedTopic, measure: Measure): ReadonlyArray<Theme> =>
  themes
    .filter((theme) => shareOf(theme, measure) > 0)
    .toSorted((a, b) => shareOf(b, measure) - shareOf(a, measure))

/** The first of those that are worth the most after what is repeated. */
const bestOf = <A extends OfferedTopic & { readonly personal: PersonalScore }>(
  topics: Iterable<A>,
  seen: ReadonlyMap<Theme, number>
): A | undefined => {
  let best: A | undefined
  let bestValue = -Infinity
  for (const topic of topics) {
    const repeated = topic.themes.reduce((sum, theme) => sum + (seen.get(theme) ?? 0), 0)
    const value = topic.personal.value - repetition * repeated
    if (value > bestValue) {
      best = topic
      bestValue = value
    }
  }
  return best
}

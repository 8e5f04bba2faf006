import type { Topic } from "@aethercast/domain/Topic"
import { DateTime } from "effect"

/**
 * Selects the topics of a landing page greedily: fresh ones first, with a penalty for tags that the
 * selected ones have already. One shared tag counts as three days of age.
 */
export const select = (topics: ReadonlyArray<Topic>, count: number): ReadonlyArray<Topic> => {
  const candidates = new Set(topics)
  const selected: Array<Topic> = []
  const tagCounts = new Map<string, number>()
  while (selected.length < count && candidates.size > 0) {
    const [best] = [...candidates].toSorted((a, b) => score(b, tagCounts) - score(a, tagCounts))
    if (best === undefined) break
    candidates.delete(best)
    selected.push(best)
    for (const tag of best.tags) tagCounts.set(tag, (tagCounts.get(tag) ?? 0) + 1)
  }
  return selected
}

const dayMillis = 24 * 60 * 60 * 1000

const score = (topic: Topic, tagCounts: ReadonlyMap<string, number>): number => {
  const repeated = topic.tags.reduce((sum, tag) => sum + (tagCounts.get(tag) ?? 0), 0)
  return DateTime.toEpochMillis(topic.publishedAt) / dayMillis - 3 * repeated
}

import type { Topic } from "@aethercast/domain/Topic"
import { DateTime } from "effect"

/**
 * Chooses the topics of a landing page: fresh ones first, and among them those that share the fewest
 * tags with what is chosen already. One shared tag weighs as much as three days of age.
 */
export const select = (topics: ReadonlyArray<Topic>, count: number): ReadonlyArray<Topic> => {
  const left = new Set(topics)
  const chosen: Array<Topic> = []
  const shown = new Map<string, number>()
  while (chosen.length < count && left.size > 0) {
    const [best] = [...left].toSorted((a, b) => weight(b, shown) - weight(a, shown))
    if (best === undefined) break
    left.delete(best)
    chosen.push(best)
    for (const tag of best.tags) shown.set(tag, (shown.get(tag) ?? 0) + 1)
  }
  return chosen
}

const day = 24 * 60 * 60 * 1000

const weight = (topic: Topic, shown: ReadonlyMap<string, number>): number => {
  const repeated = topic.tags.reduce((sum, tag) => sum + (shown.get(tag) ?? 0), 0)
  return DateTime.toEpochMillis(topic.publishedAt) / day - 3 * repeated
}

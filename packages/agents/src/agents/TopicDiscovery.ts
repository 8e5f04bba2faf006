import * as Agent from "@aethercast/cluster/Agent"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import type { TopicId } from "@aethercast/domain/Topic"
import { DateTime, Effect, Schema } from "effect"
import { ScoredTopic } from "../sources/discovery/ScoredTopic.ts"
import { merge, type MergedTopic } from "../sources/discovery/TopicMerging.ts"
import { score } from "../sources/discovery/TopicScore.ts"
import { sourcesDependency, SourceUnavailable } from "../sources/SourceFailure.ts"
import { TopicSource } from "../sources/TopicSource.ts"
import { Snippets } from "../store/Snippets.ts"
import { TopicPool } from "../store/TopicPool.ts"

/** Merges and scores the topics of the library and those that were collected on the web, the best first. */
export const TopicDiscovery = Agent.make({
  name: "TopicDiscovery",
  version: 1,
  description: "Finds topics in the library and in what was collected on the web",
  role: "web",
  input: Schema.Struct({ limit: Schema.Int }),
  success: Schema.Array(ScoredTopic),
  error: SourceUnavailable,
  supervision: {
    deadline: "20 seconds",
    restarts: { times: 2, within: "1 minute" },
    circuits: [{ dependency: sourcesDependency, on: ["SourceUnavailable"] }],
    retry: { on: ["SourceUnavailable"], times: 3, base: "200 millis", cap: "2 seconds" }
  }
})(
  Effect.gen(function* () {
    const feeds = yield* TopicSource
    const pool = yield* TopicPool
    const snippets = yield* Snippets
    return Effect.fn("TopicDiscovery.turn")(function* ({ limit }) {
      const own = yield* feeds.topics
      const merged = merge([
        ...own.map((topic) => ({ provider: "library", topic })),
        ...(yield* pool.reports)
      ])
      const now = yield* DateTime.now
      const offered = yield* snippets.offeredSince
      return merged
        .map((topic) => scored(topic, now, offered))
        .toSorted((left, right) => right.score.value - left.score.value)
        .slice(0, limit)
    })
  })
)

const scored = (
  { publishers, topic }: MergedTopic,
  now: DateTime.Utc,
  offered: ReadonlyMap<TopicId, DateTime.Utc>
): ScoredTopic => {
  const since = offered.get(topic.id)
  return new ScoredTopic({
    ...topic,
    score: score({
      ageHours: hoursBetween(topic.publishedAt, now),
      publishers: publishers.length,
      offeredHours: since === undefined ? undefined : hoursBetween(since, now),
      isOfLibrary: topic.sources.some(({ url }) => url.startsWith(`${libraryOrigin}/`))
    })
  })
}

const hoursBetween = (from: DateTime.Utc, to: DateTime.Utc): number =>
  (DateTime.toEpochMillis(to) - DateTime.toEpochMillis(from)) / 3_600_000

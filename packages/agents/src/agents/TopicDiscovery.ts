import * as Agent from "@aethercast/cluster/Agent"
import { Topic } from "@aethercast/domain/Topic"
import { Effect, Schema } from "effect"
import { sourcesDependency, SourceUnavailable } from "../sources/SourceFailure.ts"
import { TopicSource } from "../sources/TopicSource.ts"

/** Finds topics in the subscribed feeds, newest first. */
export const TopicDiscovery = Agent.make({
  name: "TopicDiscovery",
  version: 1,
  description: "Finds fresh topics in the subscribed feeds",
  role: "web",
  input: Schema.Struct({ limit: Schema.Int }),
  success: Schema.Array(Topic),
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
    return Effect.fn("TopicDiscovery.turn")(function* ({ limit }) {
      const topics = yield* feeds.topics
      return topics.slice(0, limit)
    })
  })
)

import * as Agent from "@aethercast/cluster/Agent"
import { Effect, Result, Schema } from "effect"
import { WebTopics } from "../sources/discovery/WebTopics.ts"
import { TopicPool } from "../store/TopicPool.ts"

/** Asks every provider on the web for its topics of the day, and pools them for the whole cluster. */
export const TopicCollector = Agent.make({
  name: "TopicCollector",
  version: 1,
  description: "Collects the topics of the day from the web",
  role: "web",
  input: Schema.Struct({}),
  success: Schema.Struct({
    collected: Schema.Record(Schema.String, Schema.Natural),
    /** Providers that could not be reached or understood, and why. */
    failed: Schema.Record(Schema.String, Schema.String)
  }),
  error: Schema.Never,
  supervision: { deadline: "90 seconds", restarts: { times: 2, within: "5 minutes" } }
})(
  Effect.gen(function* () {
    const { providers } = yield* WebTopics
    const pool = yield* TopicPool
    return Effect.fn("TopicCollector.turn")(function* () {
      const results = yield* Effect.forEach(
        providers,
        ({ name, topics }) =>
          topics.pipe(
            Effect.tap((found) => pool.save(name, found)),
            Effect.map((found) => found.length),
            Effect.tapError(({ reason, url }) =>
              Effect.logWarning(`No topics from ${name}: ${reason} (${url})`)
            ),
            Effect.result,
            Effect.map((result) => [name, result] as const)
          ),
        { concurrency: "unbounded" }
      )
      return {
        collected: Object.fromEntries(
          results.flatMap(([name, result]) =>
            Result.isSuccess(result) ? [[name, result.success]] : []
          )
        ),
        failed: Object.fromEntries(
          results.flatMap(([name, result]) =>
            Result.isFailure(result) ? [[name, result.failure.reason]] : []
          )
        )
      }
    })
  })
)

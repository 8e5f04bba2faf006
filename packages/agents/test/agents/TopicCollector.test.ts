import * as TestKit from "@aethercast/cluster/TestKit"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Ref } from "effect"
import { TopicCollector } from "../../src/agents/TopicCollector.ts"
import { WebTopics } from "../../src/sources/discovery/WebTopics.ts"
import { SourceUnavailable } from "../../src/sources/SourceFailure.ts"
import { TopicPool } from "../../src/store/TopicPool.ts"
import { sourceOf, topicOf } from "./Fixtures.ts"

class Saved extends Context.Service<Saved, Ref.Ref<ReadonlyArray<string>>>()("test/Saved") {
  static readonly layer = Layer.effect(Saved, Ref.make<ReadonlyArray<string>>([]))
}

const WebLayer = Layer.succeed(
  WebTopics,
  WebTopics.of({
    providers: [
      {
        name: "feeds",
        topics: Effect.fail(
          new SourceUnavailable({ url: "http://feed.test", reason: "it is down" })
        )
      },
      {
        name: "Wikipedia",
        topics: Effect.succeed(["tides", "sleep"].map((name) => topicOf(name, sourceOf(name))))
      }
    ]
  })
)

const PoolLayer = Layer.effect(
  TopicPool,
  Effect.map(Saved, (saved) =>
    TopicPool.of({
      reports: Effect.succeed([]),
      version: Effect.succeed(""),
      save: (provider, topics) =>
        Ref.update(saved, (all) => [...all, ...topics.map(({ id }) => `${provider} ${id}`)])
    })
  )
)

const TestLayer = TopicCollector.layer.pipe(
  Layer.provide([WebLayer, PoolLayer]),
  Layer.provideMerge(Saved.layer),
  Layer.provideMerge(TestKit.layerWith({ roles: ["default", "web"] }))
)

layer(TestLayer)("TopicCollector", (it) => {
  it.effect("pools the topics of the providers that answer, and reports those that do not", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* TestKit.runToEnd(TopicCollector.ask("collect", {})), {
        collected: { Wikipedia: 2 },
        failed: { feeds: "it is down" }
      })
      assert.deepStrictEqual(yield* Ref.get(yield* Saved), ["Wikipedia tides", "Wikipedia sleep"])
    }).pipe(TestKit.inRun("collect"))
  )
})

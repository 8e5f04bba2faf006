import * as TestKit from "@aethercast/cluster/TestKit"
import { assert, layer } from "@effect/vitest"
import { Source } from "@aethercast/domain/Source"
import { Topic } from "@aethercast/domain/Topic"
import { DateTime, Effect, Layer } from "effect"
import { sourceId } from "../../src/sources/Article.ts"
import { TopicDiscovery } from "../../src/agents/TopicDiscovery.ts"
import { SourceUnavailable } from "../../src/sources/SourceFailure.ts"
import { TopicSource } from "../../src/sources/TopicSource.ts"
import { Faults, givenUpAfter, sourceOf, topicOf, topicStoresLayer } from "./Fixtures.ts"

const topics = ["tides", "sleep", "coffee"].map((name) => topicOf(name, sourceOf(name)))
const unavailable = new SourceUnavailable({ url: "http://feed.test", reason: "it is down" })

const SourceLayer = Layer.effect(
  TopicSource,
  Effect.map(Faults, ({ call }) =>
    TopicSource.of({
      topics: call(unavailable, Effect.succeed(topics)),
      find: () => Effect.succeed([])
    })
  )
)

/** On the web two sites report sleep, and the page has offered coffee already. */
const StoresLayer = topicStoresLayer(
  ["https://a.test/", "https://b.test/"].map((url) => ({
    provider: "feeds",
    topic: new Topic({
      ...topicOf("sleep", sourceOf("sleep")),
      sources: [new Source({ id: sourceId(url), url, title: "Sleep", site: url.slice(8, -1) })]
    })
  })),
  new Map([[topicOf("coffee", sourceOf("coffee")).id, DateTime.makeUnsafe(0)]])
)

const TestLayer = TopicDiscovery.layer.pipe(
  Layer.provide([SourceLayer, StoresLayer]),
  Layer.provideMerge(Faults.layer),
  Layer.provideMerge(TestKit.layerWith({ roles: ["default", "web"] }))
)

const discover = (step: string, limit = 10) => TestKit.runToEnd(TopicDiscovery.ask(step, { limit }))

layer(TestLayer)("TopicDiscovery", (it) => {
  it.effect("answers with the best topics, as many as requested, and says why", () =>
    Effect.gen(function* () {
      const all = yield* discover("all")
      assert.deepStrictEqual(
        all.map(({ id, score }) => [String(id), score.reasons]),
        [
          ["sleep", ["new today", "reported by 3 sources", "not offered before", "in the library"]],
          ["tides", ["new today", "not offered before", "in the library"]],
          ["coffee", ["new today", "in the library"]]
        ]
      )
      const two = yield* discover("two", 2)
      assert.deepStrictEqual(
        two.map(({ id }) => id),
        all.slice(0, 2).map(({ id }) => id)
      )
    }).pipe(TestKit.inRun("limit"))
  )

  it.effect("retries while the feeds are unavailable", () =>
    Effect.gen(function* () {
      yield* (yield* Faults).failNext(2)
      assert.strictEqual((yield* discover("step")).length, topics.length)
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("retry/step"), [
        "Attempted",
        "BackedOff",
        "Attempted",
        "BackedOff",
        "Attempted"
      ])
    }).pipe(TestKit.inRun("retry"))
  )

  it.effect("fails after three retries, and no longer calls feeds that failed ten times", () =>
    Effect.gen(function* () {
      const { calls, failNext } = yield* Faults
      yield* failNext(1000)
      assert.deepStrictEqual(yield* Effect.flip(discover("first")), unavailable)
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("down/first"), givenUpAfter(3))
      yield* Effect.flip(discover("second"))
      const third = yield* Effect.flip(discover("third"))
      assert.deepInclude(third, { _tag: "DependencyDown", dependency: "sources" })
      assert.strictEqual(yield* calls, 10)
    }).pipe(TestKit.inRun("down"))
  )
})

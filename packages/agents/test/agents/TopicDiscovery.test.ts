import * as TestKit from "@aethercast/cluster/TestKit"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TopicDiscovery } from "../../src/agents/TopicDiscovery.ts"
import { SourceUnavailable } from "../../src/sources/SourceFailure.ts"
import { TopicSource } from "../../src/sources/TopicSource.ts"
import { Faults, givenUpAfter, sourceOf, topicOf } from "./Fixtures.ts"

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

const TestLayer = TopicDiscovery.layer.pipe(
  Layer.provide(SourceLayer),
  Layer.provideMerge(Faults.layer),
  Layer.provideMerge(TestKit.layerWith({ roles: ["default", "web"] }))
)

const discover = (step: string, limit = 10) => TestKit.runToEnd(TopicDiscovery.ask(step, { limit }))

layer(TestLayer)("TopicDiscovery", (it) => {
  it.effect("answers with the newest topics, as many as requested", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* discover("two", 2), topics.slice(0, 2))
      assert.deepStrictEqual(yield* discover("all"), topics)
    }).pipe(TestKit.inRun("limit"))
  )

  it.effect("retries while the feeds are unavailable", () =>
    Effect.gen(function* () {
      yield* (yield* Faults).failNext(2)
      assert.deepStrictEqual(yield* discover("step"), topics)
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

import * as TestKit from "@aethercast/cluster/TestKit"
import type { Source } from "@aethercast/domain/Source"
import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, Layer } from "effect"
import {
  NothingOnTopic,
  NothingToRead,
  WebContentHarvester
} from "../../src/agents/WebContentHarvester.ts"
import { Lexicon } from "../../src/relevance/Lexicon.ts"
import { Article } from "../../src/sources/Article.ts"
import { Reader } from "../../src/sources/Reader.ts"
import { sketchOf } from "../../src/sources/Sketch.ts"
import { SourceUnavailable, SourceUnreadable } from "../../src/sources/SourceFailure.ts"
import { TopicSource } from "../../src/sources/TopicSource.ts"
import { Materials } from "../../src/store/Materials.ts"
import { lexicon } from "../relevance/TestLexicon.ts"
import { longestTurn } from "../EventLoopTime.ts"
import {
  articleOf,
  articleOfParagraphs,
  Faults,
  givenUpAfter,
  MaterialsLayer,
  sourceOf
} from "./Fixtures.ts"

const tides = sourceOf("tides")
const moon = sourceOf("moon")
const farms = sourceOf("farms and the moon")
const lost = sourceOf("lost")
const cached = sourceOf("cached")
const aDayBefore = DateTime.makeUnsafe(-86_400_000)
const unavailable = new SourceUnavailable({ url: "http://search.test", reason: "it is down" })

const text = ({ title }: Source) => `This is the only sentence about ${title}.`

const sketch = sketchOf("The harbour of the old town has been dredged twice. ".repeat(4))

const SourcesLayer = Layer.mergeAll(
  Layer.succeed(
    Reader,
    Reader.of({
      read: (source) =>
        source.title === lost.title
          ? Effect.fail(new SourceUnreadable({ url: source.url, reason: "it answered 404" }))
          : Effect.succeed(
              source.title.startsWith("copy")
                ? new Article({ ...articleOf(source, text(source)), sketch })
                : source.title === cached.title
                  ? new Article({ ...articleOf(source, text(source)), copiedAt: aDayBefore })
                  : articleOf(source, text(source))
            )
    })
  ),
  Layer.effect(
    TopicSource,
    Effect.map(Faults, ({ call }) =>
      TopicSource.of({
        topics: Effect.succeed([]),
        find: (words, limit) =>
          call(
            unavailable,
            Effect.succeed(
              (words === "nothing"
                ? []
                : words.endsWith("farms")
                  ? [farms, moon]
                  : [moon, tides]
              ).slice(0, limit)
            )
          )
      })
    )
  )
)

const LexiconLayer = Layer.succeed(Lexicon, lexicon)

const TestLayer = WebContentHarvester.layer.pipe(
  Layer.provide([SourcesLayer, LexiconLayer]),
  Layer.provideMerge(Layer.mergeAll(Faults.layer, MaterialsLayer)),
  Layer.provideMerge(TestKit.layerWith({ roles: ["default", "web"] }))
)

const harvest = (sources: ReadonlyArray<Source>, words = "", limit = 8, step = "harvest") =>
  TestKit.runToEnd(WebContentHarvester.ask(step, { sources, words, deeper: false, limit }))

layer(TestLayer)("WebContentHarvester", (it) => {
  it.effect("stores the passages of the documents, and names those that it could not read", () =>
    Effect.gen(function* () {
      const { material, missing, passages, sources } = yield* harvest([tides, lost, moon])
      assert.deepStrictEqual(sources, [tides, moon])
      assert.deepStrictEqual(missing, ["lost"])
      assert.strictEqual(passages, 2)
      const stored = yield* (yield* Materials).load(material)
      assert.deepStrictEqual(stored.sources, [tides, moon])
      assert.deepStrictEqual(
        stored.passages.map((passage) => [passage.source, passage.text]),
        [tides, moon].map((source) => [source.id, text(source)])
      )
    }).pipe(TestKit.inRun("read"))
  )

  it.effect("names the documents that were read from the cache, with their age", () =>
    Effect.gen(function* () {
      const { copies } = yield* harvest([tides, cached])
      assert.deepStrictEqual(
        copies.map(({ ageMillis, title }) => [title, Math.floor(ageMillis / 86_400_000)]),
        [["cached", 1]]
      )
    }).pipe(TestKit.inRun("cached"))
  )

  it.effect("leaves out a document that is nearly the same as one before it", () =>
    Effect.gen(function* () {
      const copies = [sourceOf("copy"), sourceOf("copy of the copy")]
      const { missing, sources } = yield* harvest([tides, ...copies])
      assert.deepStrictEqual(sources, [tides, ...copies.slice(0, 1)])
      assert.deepStrictEqual(missing, [])
    }).pipe(TestKit.inRun("copies"))
  )

  it.effect("reads what a search finds, each document once, up to the limit", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* harvest([tides], "moon")).sources, [tides, moon])
      const one = yield* harvest([tides], "moon", 1, "one")
      assert.deepStrictEqual(one.sources, [tides])
    }).pipe(TestKit.inRun("search"))
  )

  it.effect("uses what a search finds only as far as it is about the topic", () =>
    Effect.gen(function* () {
      const { material, sources } = yield* harvest([], "the moon", 8, "moon")
      assert.deepStrictEqual(sources, [moon])
      const { passages } = yield* (yield* Materials).load(material)
      assert.deepStrictEqual(
        passages.map((passage) => [passage.text, passage.relevance]),
        [[text(moon), 1]]
      )
      assert.deepStrictEqual(
        yield* Effect.flip(harvest([], "the history of chess", 8, "chess")),
        new NothingOnTopic({ near: [] })
      )
    }).pipe(TestKit.inRun("topic"))
  )

  it.effect(
    "names the documents that are about a part of the topic when none is about all of it",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(
          yield* Effect.flip(harvest([], "the moon and chess")),
          new NothingOnTopic({ near: ["moon"] })
        )
      }).pipe(TestKit.inRun("near"))
  )

  it.effect("searches for the focus as well, and prefers what is about it and the topic", () =>
    Effect.gen(function* () {
      const { calls, failNext } = yield* Faults
      yield* failNext(0)
      const { material, sources } = yield* WebContentHarvester.ask("focus", {
        sources: [],
        words: "the moon",
        focus: "what it means for farms",
        deeper: false,
        limit: 8
      }).pipe(TestKit.runToEnd)
      assert.strictEqual(yield* calls, 2)
      // The tides, too, were found.
      assert.deepStrictEqual(sources, [farms, moon])
      const { passages } = yield* (yield* Materials).load(material)
      assert.deepStrictEqual(
        passages.map(({ focus, source }) => [source, focus]),
        [
          [farms.id, 1],
          [moon.id, 0]
        ]
      )
    }).pipe(TestKit.inRun("focus"))
  )

  it.effect("searches deeper for the bare subject as well", () =>
    Effect.gen(function* () {
      const { calls, failNext } = yield* Faults
      yield* failNext(0)
      yield* WebContentHarvester.ask("deeper", {
        sources: [],
        words: "the story of the moon",
        deeper: true,
        limit: 8
      }).pipe(TestKit.runToEnd)
      assert.strictEqual(yield* calls, 2)
    }).pipe(TestKit.inRun("deeper"))
  )

  it.effect("fails without a retry when no document can be read", () =>
    Effect.gen(function* () {
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(
        yield* Effect.flip(harvest([lost])),
        new NothingToRead({ titles: ["lost"] })
      )
      assert.deepStrictEqual(yield* events("lost/harvest"), ["Attempted"])
      assert.deepStrictEqual(
        yield* Effect.flip(harvest([], "nothing", 8, "empty")),
        new NothingOnTopic({ near: [] })
      )
    }).pipe(TestKit.inRun("lost"))
  )

  it.effect("retries a search that is unavailable twice", () =>
    Effect.gen(function* () {
      const { calls, failNext } = yield* Faults
      yield* failNext(2)
      assert.deepStrictEqual((yield* harvest([], "moon")).sources, [moon])
      assert.strictEqual(yield* calls, 3)
    }).pipe(TestKit.inRun("retried"))
  )

  it.effect("fails after two retries, and no longer searches after ten failures", () =>
    Effect.gen(function* () {
      const { calls, failNext } = yield* Faults
      yield* failNext(1000)
      const search = (step: string) => Effect.flip(harvest([], "sea", 8, step))
      assert.deepStrictEqual(yield* search("first"), unavailable)
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("down/first"), givenUpAfter(2))
      yield* search("second")
      yield* search("third")
      const fourth = yield* search("fourth")
      assert.deepInclude(fourth, { _tag: "DependencyDown", dependency: "sources" })
      assert.strictEqual(yield* calls, 10)
    }).pipe(TestKit.inRun("down"))
  )
})

/** Articles with as much prose as a document may have. */
const longArticles = Array.from({ length: 8 }, (_, n) =>
  articleOfParagraphs(
    sourceOf(`long-${n}`),
    Array.from({ length: 20 }, (__, part) => ({
      heading: `Part ${part}`,
      text: "It rained, and the river rose by 0.4 m. ".repeat(500).trim()
    }))
  )
)

const LongLayer = WebContentHarvester.layer.pipe(
  Layer.provide([
    Layer.succeed(
      Reader,
      Reader.of({
        read: ({ id }) =>
          Effect.orDie(Effect.fromNullishOr(longArticles.find(({ source }) => source.id === id)))
      })
    ),
    Layer.succeed(
      TopicSource,
      TopicSource.of({
        topics: Effect.succeed([]),
        find: () => Effect.succeed(longArticles.map(({ source }) => source))
      })
    ),
    LexiconLayer
  ]),
  Layer.provideMerge(MaterialsLayer),
  Layer.provideMerge(TestKit.layerWith({ roles: ["default", "web"] }))
)

layer(LongLayer)("WebContentHarvester on long documents", (it) => {
  it.effect("occupies the event loop for less than 50 ms at a time", () =>
    Effect.gen(function* () {
      const sources = longArticles.map(({ source }) => source)
      // The engine compiles the code when it runs for the first time.
      yield* harvest(sources, "", 8, "first")
      const { millis, value } = yield* longestTurn(harvest(sources))
      assert.strictEqual(value.passages, 2000)
      assert.isBelow(millis, 50)
      const judged = yield* longestTurn(harvest([], "the river", 8, "judged"))
      assert.strictEqual(judged.value.passages, 2000)
      assert.isBelow(judged.millis, 50)
      const focused = (step: string) =>
        longestTurn(
          TestKit.runToEnd(
            WebContentHarvester.ask(step, {
              sources,
              words: "",
              focus: "what it means for bridges and harbours, only since 1950",
              deeper: false,
              limit: 8
            })
          )
        )
      yield* focused("weighed first")
      const weighed = yield* focused("weighed")
      assert.strictEqual(weighed.value.passages, 2000)
      assert.isBelow(weighed.millis, 50)
    }).pipe(TestKit.inRun("long"))
  )
})

import { Passage, PassageId, Source } from "@aethercast/domain/Source"
import { SegmentPlan } from "@aethercast/domain/Script"
import { TopicId } from "@aethercast/domain/Topic"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import * as SeededRandom from "../../src/SeededRandom.ts"
import { sourceId } from "../../src/sources/Article.ts"
import * as ExtractiveWriter from "../../src/writing/ExtractiveWriter.ts"
import {
  maxPassages,
  OutlineRequest,
  ScriptWriter,
  SegmentRequest,
  SnippetRequest
} from "../../src/writing/ScriptWriter.ts"
import * as WriterThreads from "../../src/writing/WriterThreads.ts"
import { topicOf } from "../agents/Fixtures.ts"
import { longestTurn } from "../EventLoopTime.ts"
import { libraryPages } from "./LibraryPages.ts"

const url = "http://library.internal/flood.md"
const source = new Source({ id: sourceId(url), url, title: "A flood of words", site: "library" })

/** The largest material that a request may carry, in sentences that all share their words. */
const flood = ((): ReadonlyArray<Passage> => {
  const random = SeededRandom.make("flood")
  const word = () => `w${Math.floor(random() * 400).toString(36)}`
  return Array.from({ length: maxPassages }, (_, position) => {
    const words = Array.from({ length: 60 }, word).join(" ")
    return new Passage({
      id: PassageId.make(`${source.id}#${position}`),
      source: source.id,
      position,
      start: 0,
      heading: `Part ${Math.floor(position / 12)}`,
      text: `The ${words} ended there.`
    })
  })
})()

const shared = { topicId: TopicId.make("flood"), title: "w1 w2 w3", sources: [source] } as const

const outlineRequest = new OutlineRequest({
  ...shared,
  passages: flood,
  style: "conversation",
  seconds: 1800,
  opening: []
})

const segmentRequest = new SegmentRequest({
  ...shared,
  plan: new SegmentPlan({
    title: "Everything",
    passages: flood.slice(0, 400).map(({ id }) => id),
    seconds: 1500
  }),
  passages: flood.slice(0, 400),
  style: "conversation",
  index: 0,
  count: 1,
  previous: "",
  alreadySaid: []
})

const snippetRequest = new SnippetRequest({ topic: topicOf("flood", source), passages: flood })

const written = Effect.fnUntraced(function* (writer: ScriptWriter["Service"]) {
  return {
    snippet: yield* writer.snippet(snippetRequest),
    outline: yield* writer.outline(outlineRequest),
    segment: yield* writer.segment(segmentRequest)
  }
})

const directWriter = Effect.provide(ScriptWriter, ExtractiveWriter.layer)

layer(WriterThreads.layer, { excludeTestServices: true })("WriterThreads", (it) => {
  it.effect("writes what the extractive writer writes, and passes its errors on", () =>
    Effect.gen(function* () {
      const writer = yield* ScriptWriter
      const direct = yield* directWriter
      assert.deepStrictEqual(yield* written(writer), yield* written(direct))
      const { passages } = libraryPages("tides")
      const little = new OutlineRequest({ ...outlineRequest, passages: passages.slice(0, 3) })
      assert.deepStrictEqual(
        yield* Effect.flip(writer.outline(little)),
        yield* Effect.flip(direct.outline(little))
      )
      const said = new SegmentRequest({
        ...segmentRequest,
        alreadySaid: flood.map(({ id }) => id)
      })
      assert.deepStrictEqual(
        yield* Effect.flip(writer.segment(said)),
        yield* Effect.flip(direct.segment(said))
      )
    })
  )

  it.effect("occupies the event loop for less than 50 ms on the largest requests", () =>
    Effect.gen(function* () {
      const own = yield* longestTurn(written(yield* directWriter))
      assert.isAbove(own.millis, 50, "the requests are too easy to show anything")
      const { millis } = yield* longestTurn(written(yield* ScriptWriter))
      assert.isBelow(millis, 50)
    })
  )
})

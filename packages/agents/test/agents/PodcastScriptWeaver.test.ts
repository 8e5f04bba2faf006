import * as TestKit from "@aethercast/cluster/TestKit"
import { Line, Outline, Segment, SegmentPlan } from "@aethercast/domain/Script"
import { Passage, Source } from "@aethercast/domain/Source"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { cases, plan, PodcastScriptWeaver, weave } from "../../src/agents/PodcastScriptWeaver.ts"
import { Material, Materials } from "../../src/store/Materials.ts"
import { unreadSnippet } from "../../src/writing/Headline.ts"
import {
  ClosingRequest,
  NothingToAdd,
  OpeningRequest,
  ScriptWriter,
  TooLittleMaterial,
  WritingFailed
} from "../../src/writing/ScriptWriter.ts"
import { Faults, MaterialsLayer, passageOf, sourceOf, topicOf } from "./Fixtures.ts"

const source = sourceOf("tides")
const topic = topicOf("tides", source)
const passages = Array.from({ length: 4 }, (_, n) => passageOf(source, n, `Sentence ${n} of it.`))
const failed = new WritingFailed({ reason: "it has no words" })
const tooLittle = new TooLittleMaterial({ usable: 0, needed: 8 })
const common = { topicId: topic.id, title: topic.title, style: "story" } as const

const line = (text: string) => new Line({ speaker: "host", text, passages: [], pauseMillis: 0 })
const planOf = (...indices: ReadonlyArray<number>) =>
  new SegmentPlan({
    title: "A chapter",
    passages: indices.flatMap((index) => passages[index]?.id ?? []),
    seconds: 30
  })

/** Writes what it was given. */
const WriterLayer = Layer.effect(
  ScriptWriter,
  Effect.map(Faults, ({ call }) =>
    ScriptWriter.of({
      description: "a fake writer",
      snippet: () => Effect.die("unused"),
      opening: ({ snippet }) => call(failed, Effect.succeed([line(`Welcome to ${snippet.title}`)])),
      outline: (request) =>
        request.passages.length === 0
          ? Effect.fail(tooLittle)
          : Effect.succeed(
              new Outline({
                segments: [
                  new SegmentPlan({
                    title: request.title,
                    passages: request.passages.map(({ id }) => id),
                    seconds: request.seconds
                  })
                ]
              })
            ),
      segment: (request) =>
        Effect.succeed(
          new Segment({
            title: request.plan.title,
            lines: request.passages.map(({ text }) => line(text))
          })
        ),
      closing: ({ sources }) =>
        Effect.succeed(sources.map(({ title }) => line(`Thanks to ${title}`))),
      aside: ({ passages }) =>
        passages.length === 0
          ? Effect.fail(new NothingToAdd())
          : Effect.succeed(passages.map(({ text }) => line(text))),
      honest: ({ returnTo }) => Effect.succeed([line(`Nothing. Back to ${returnTo}`)])
    })
  )
)

const TestLayer = PodcastScriptWeaver.layer.pipe(
  Layer.provide(WriterLayer),
  Layer.provideMerge(Layer.mergeAll(Faults.layer, MaterialsLayer)),
  Layer.provideMerge(TestKit.layer)
)

const save = (kept: typeof passages) =>
  Materials.use((materials) =>
    materials.save(new Material({ sources: [source], passages: kept }), "episode:one")
  )

const weaveOpening = TestKit.runToEnd(
  weave(
    "opening",
    cases.Opening.make({
      request: new OpeningRequest({ snippet: unreadSnippet(topic), style: "story", seconds: 10 })
    })
  )
)
const outline = Effect.fnUntraced(function* (kept: typeof passages) {
  const material = yield* save(kept)
  return yield* TestKit.runToEnd(
    plan(
      "outline",
      cases.Planning.make({ material, request: { ...common, seconds: 60, opening: [] } })
    )
  )
})

layer(TestLayer)("PodcastScriptWeaver", (it) => {
  it.effect("answers with the lines of the opening and of the closing", () =>
    Effect.gen(function* () {
      const opening = yield* weaveOpening
      assert.deepStrictEqual(
        opening,
        new Segment({ title: "Opening", lines: [line(`Welcome to ${topic.title}`)] })
      )
      const closing = yield* TestKit.runToEnd(
        weave(
          "closing",
          cases.Closing.make({
            request: new ClosingRequest({ ...common, sources: [source], seconds: 10 })
          })
        )
      )
      assert.deepStrictEqual(
        closing,
        new Segment({ title: "Closing", lines: [line("Thanks to tides")] })
      )
    }).pipe(TestKit.inRun("ends"))
  )

  it.effect("plans an outline from all passages of the material", () =>
    Effect.gen(function* () {
      const { segments } = yield* outline(passages)
      assert.deepStrictEqual(
        segments.map((segment) => segment.passages),
        [passages.map(({ id }) => id)]
      )
    }).pipe(TestKit.inRun("outline"))
  )

  it.effect("says in the plan when no passage is about the focus", () =>
    Effect.gen(function* () {
      const [first, ...others] = passages
      const focused = first === undefined ? [] : [new Passage({ ...first, focus: 1 }), ...others]
      const misses = Effect.fnUntraced(function* (
        step: string,
        focus: string,
        kept: typeof passages
      ) {
        const material = yield* save(kept)
        const request = { ...common, focus, seconds: 60, opening: [] }
        const planned = plan(step, cases.Planning.make({ material, request }))
        return (yield* TestKit.runToEnd(planned)).missesFocus
      })
      assert.isTrue(yield* misses("none", "small farms", passages))
      assert.isUndefined(yield* misses("some", "small farms", focused))
      // It asks for nothing that could be missed.
      assert.isUndefined(yield* misses("empty", "no history", passages))
      // Passages in English are not found by it, whatever they say.
      assert.isUndefined(yield* misses("foreign", "was es für kleine Höfe bedeutet", passages))
      assert.isUndefined((yield* outline(passages)).missesFocus)
    }).pipe(TestKit.inRun("focus"))
  )

  it.effect("plans at most 90 words of a source that is not openly licensed", () =>
    Effect.gen(function* () {
      const url = "https://paper.example/story"
      const closed = new Source({ ...source, url })
      const many = Array.from({ length: 40 }, (_, n) =>
        passageOf(closed, n, `Sentence number ${n} tells of water and of stones.`)
      )
      const material = yield* Materials.use((materials) =>
        materials.save(new Material({ sources: [closed], passages: many }), "episode:one")
      )
      const { segments } = yield* TestKit.runToEnd(
        plan(
          "closed",
          cases.Planning.make({ material, request: { ...common, seconds: 60, opening: [] } })
        )
      )
      // Of nine words each.
      assert.lengthOf(
        segments.flatMap(({ passages }) => passages),
        10
      )
    }).pipe(TestKit.inRun("closed"))
  )

  it.effect("writes a chapter from the passages of its plan only", () =>
    Effect.gen(function* () {
      const material = yield* save(passages)
      const chapter = yield* TestKit.runToEnd(
        weave(
          "chapter",
          cases.Chapter.make({
            material,
            request: {
              ...common,
              plan: planOf(1, 3),
              index: 0,
              count: 1,
              previous: "",
              alreadySaid: []
            }
          })
        )
      )
      assert.deepStrictEqual(
        chapter.lines.map(({ text }) => text),
        ["Sentence 1 of it.", "Sentence 3 of it."]
      )
    }).pipe(TestKit.inRun("chapter"))
  )

  it.effect("fails without a retry when there is too little material", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Effect.flip(outline([])), tooLittle)
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("little/outline"), ["Attempted"])
    }).pipe(TestKit.inRun("little"))
  )

  it.effect("fails without a retry when the writer cannot write it", () =>
    Effect.gen(function* () {
      yield* (yield* Faults).failNext(1)
      assert.deepStrictEqual(yield* Effect.flip(weaveOpening), failed)
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("failed/opening"), ["Attempted"])
    }).pipe(TestKit.inRun("failed"))
  )

  it.effect("fails after two minutes when every writer hangs", () =>
    Effect.gen(function* () {
      yield* (yield* Faults).hang
      const error = yield* Effect.flip(weaveOpening)
      assert.deepInclude(error, { _tag: "DeadlineExceeded", millis: 120_000 })
    }).pipe(TestKit.inRun("hung"))
  )
})

import * as TestKit from "@aethercast/cluster/TestKit"
import { Snippet } from "@aethercast/domain/Snippet"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SnippetCraft } from "../../src/agents/SnippetCraft.ts"
import { Material, Materials } from "../../src/store/Materials.ts"
import {
  maxPassages,
  ScriptWriter,
  type SnippetRequest,
  TooLittleMaterial,
  WritingFailed
} from "../../src/writing/ScriptWriter.ts"
import { Faults, MaterialsLayer, passageOf, sourceOf, topicOf } from "./Fixtures.ts"

const tides = sourceOf("tides")
const moon = sourceOf("moon")
const topic = topicOf("tides", tides, moon)
const failed = new WritingFailed({ reason: "the model is busy" })
const tooLittle = new TooLittleMaterial({ usable: 0, needed: 8 })

/** The teaser says how many passages of each source the request has. */
const snippetOf = ({ passages, topic: { id, sources, title } }: SnippetRequest) =>
  new Snippet({
    topicId: id,
    title,
    teaser: sources
      .map(({ id: source }) => passages.filter((passage) => passage.source === source).length)
      .join(" "),
    coverPrompt: "",
    sources
  })

const unused = () => Effect.die("unused")

const WriterLayer = Layer.effect(
  ScriptWriter,
  Effect.map(Faults, ({ call }) =>
    ScriptWriter.of({
      description: "a fake writer",
      snippet: (request) =>
        request.passages.length === 0
          ? Effect.fail(tooLittle)
          : call(failed, Effect.succeed(snippetOf(request))),
      opening: unused,
      outline: unused,
      segment: unused,
      closing: unused,
      aside: unused,
      honest: unused
    })
  )
)

const TestLayer = SnippetCraft.layer.pipe(
  Layer.provide(WriterLayer),
  Layer.provideMerge(Layer.mergeAll(Faults.layer, MaterialsLayer)),
  Layer.provideMerge(TestKit.layer)
)

const craft = Effect.fnUntraced(function* (...counts: ReadonlyArray<number>) {
  const materials = yield* Materials
  const material = yield* materials.save(
    new Material({
      sources: [tides, moon],
      passages: [tides, moon].flatMap((source, index) =>
        Array.from({ length: counts[index] ?? 0 }, (_, n) =>
          passageOf(source, n, `Sentence ${n} of it.`)
        )
      )
    }),
    "landing"
  )
  return yield* TestKit.runToEnd(SnippetCraft.ask("craft", { topic, material }))
})

layer(TestLayer)("SnippetCraft", (it) => {
  it.effect("answers with a snippet from the material", () =>
    Effect.gen(function* () {
      const snippet = yield* craft(3, 2)
      assert.strictEqual(snippet.topicId, topic.id)
      assert.strictEqual(snippet.teaser, "3 2")
    }).pipe(TestKit.inRun("crafted"))
  )

  it.effect("gives the writer a fair share of passages that are too many", () =>
    Effect.gen(function* () {
      const { teaser } = yield* craft(900, 100)
      assert.strictEqual(teaser, `${maxPassages - 100} 100`)
    }).pipe(TestKit.inRun("many"))
  )

  it.effect("fails without a retry when there is too little material", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Effect.flip(craft(0)), tooLittle)
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("little/craft"), ["Attempted"])
    }).pipe(TestKit.inRun("little"))
  )

  it.effect("fails without a retry when the writer cannot write it", () =>
    Effect.gen(function* () {
      yield* (yield* Faults).failNext(1)
      assert.deepStrictEqual(yield* Effect.flip(craft(1)), failed)
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("failed/craft"), ["Attempted"])
    }).pipe(TestKit.inRun("failed"))
  )

  it.effect("fails after 90 seconds when every writer hangs", () =>
    Effect.gen(function* () {
      yield* (yield* Faults).hang
      const error = yield* Effect.flip(craft(1))
      assert.deepInclude(error, { _tag: "DeadlineExceeded", millis: 90_000 })
    }).pipe(TestKit.inRun("hung"))
  )
})

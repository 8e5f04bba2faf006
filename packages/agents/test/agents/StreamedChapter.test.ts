import * as TestKit from "@aethercast/cluster/TestKit"
import { Line, Segment, SegmentPlan } from "@aethercast/domain/Script"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Layer, Ref } from "effect"
import { cases, PodcastScriptWeaver, weaveChapter } from "../../src/agents/PodcastScriptWeaver.ts"
import { ModelRejected } from "../../src/models/ModelFailure.ts"
import { Material, Materials } from "../../src/store/Materials.ts"
import * as QuotedRest from "../../src/writing/QuotedRest.ts"
import { ScriptWriter, type Writer, WritingFailed } from "../../src/writing/ScriptWriter.ts"
import * as SegmentLines from "../../src/writing/SegmentLines.ts"
import { MaterialsLayer, passageOf, sourceOf, topicOf } from "./Fixtures.ts"

const source = sourceOf("tides")
const passages = Array.from({ length: 4 }, (_, n) => passageOf(source, n, `Passage ${n} of it.`))
const plan = new SegmentPlan({
  title: "A chapter",
  passages: passages.map(({ id }) => id),
  seconds: 60
})

const line = (text: string, at: number) =>
  new Line({
    speaker: "host",
    text,
    passages: passages.slice(at, at + 1).map(({ id }) => id),
    pauseMillis: 320
  })

/** Steps of a writer: each writes one line. */
type Step = Effect.Effect<string, ModelRejected>

const rejected = Effect.fail(new ModelRejected({ provider: "OpenAI", reason: "QuotaExhausted" }))

/** Writes these lines, one at a time. */
const stepping =
  (...steps: ReadonlyArray<Step>): Writer["segment"] =>
  ({ plan }) =>
    SegmentLines.write(plan, (said) => {
      const step = steps[said.length]
      return step === undefined
        ? Effect.succeed(null)
        : Effect.map(step, (text) => [line(text, said.length)])
    }).pipe(Effect.map((lines) => new Segment({ title: "A chapter", lines })))

/** Quotes the passages that were not said. */
const quoting: Writer["segment"] = ({ alreadySaid, plan }) => {
  const left = passages.filter(({ id }) => !alreadySaid.includes(id))
  return left.length === 0
    ? Effect.fail(new WritingFailed({ reason: "nothing is left" }))
    : Effect.succeed(
        new Segment({
          title: plan.title,
          lines: left.map(({ text }) => line(text, -1))
        })
      )
}

const writer = (segment: Writer["segment"]): Writer => ({
  description: "a fake writer",
  snippet: () => Effect.die("unused"),
  opening: () => Effect.die("unused"),
  outline: () => Effect.die("unused"),
  closing: () => Effect.die("unused"),
  aside: () => Effect.die("unused"),
  honest: () => Effect.die("unused"),
  segment
})

const withWriter = (segment: Writer["segment"]) => {
  const standIn = writer(QuotedRest.make(writer(quoting)))
  return Effect.provide(
    PodcastScriptWeaver.layer.pipe(
      Layer.provide(
        Layer.succeed(ScriptWriter, {
          ...writer(segment),
          standIns: {
            reserve: writer(stepping(...passages.map(() => rejected), rejected)),
            quoting: standIn,
            saving: standIn
          }
        })
      ),
      Layer.provideMerge(MaterialsLayer),
      Layer.provideMerge(TestKit.layer)
    )
  )
}

/** What is heard of a chapter while it is written, and its lines at the end. */
const chapter = Effect.fnUntraced(function* (
  onLine: (text: string) => Effect.Effect<unknown> = () => Effect.void
) {
  const material = yield* Materials.use((materials) =>
    materials.save(new Material({ sources: [source], passages }), "run")
  )
  const heard = yield* Ref.make<ReadonlyArray<string>>([])
  const { lines, standIn } = yield* TestKit.runToEnd(
    weaveChapter(
      "chapter",
      cases.Chapter.make({
        material,
        request: {
          topicId: topicOf("tides").id,
          title: "Tides",
          style: "conversation",
          language: "en",
          plan,
          index: 0,
          count: 1,
          previous: "",
          alreadySaid: []
        }
      }),
      ({ text }) =>
        Effect.andThen(
          Ref.update(heard, (before) => [...before, text]),
          Effect.asVoid(onLine(text))
        )
    )
  )
  return { heard: yield* Ref.get(heard), lines: lines.map(({ text }) => text), standIn }
})

describe("a chapter of a model", () => {
  it.effect("is handed over line by line while it is written", () =>
    Effect.gen(function* () {
      const isHeard = yield* Deferred.make<void>()
      // The second line is not written before the first is heard.
      const second = Effect.as(Deferred.await(isHeard), "And the sun helps.")
      const { heard, lines } = yield* chapter(() => Deferred.succeed(isHeard, undefined)).pipe(
        withWriter(stepping(Effect.succeed("The moon pulls."), second))
      )
      assert.deepStrictEqual(heard, ["The moon pulls.", "And the sun helps."])
      assert.deepStrictEqual(lines, heard)
    }).pipe(TestKit.inRun("run"))
  )

  it.effect("goes on after its stored lines when its node dies, and each line is paid once", () =>
    Effect.gen(function* () {
      const paid = yield* Ref.make<ReadonlyArray<string>>([])
      const step = (text: string) =>
        Effect.as(
          Ref.update(paid, (before) => [...before, text]),
          text
        )
      const { heard, lines } = yield* Effect.andThen(
        TestKit.crashAfter("run/chapter", "lines/1"),
        chapter()
      ).pipe(withWriter(stepping(step("One."), step("Two."), step("Three."))))
      assert.deepStrictEqual(heard, ["One.", "Two.", "Three."])
      assert.deepStrictEqual(lines, heard)
      assert.deepStrictEqual(yield* Ref.get(paid), heard)
    }).pipe(TestKit.inRun("run"))
  )

  it.effect("is completed by the extractive writer after the lines that were heard", () =>
    Effect.gen(function* () {
      const { heard, lines, standIn } = yield* chapter().pipe(
        withWriter(stepping(Effect.succeed("One."), Effect.succeed("Two."), rejected))
      )
      assert.deepStrictEqual(heard, ["One.", "Two.", "Passage 2 of it.", "Passage 3 of it."])
      assert.deepStrictEqual(lines, heard)
      assert.strictEqual(standIn, "quoting")
    }).pipe(TestKit.inRun("run"))
  )

  it.effect("ends after the lines that were heard when nothing is left to quote", () =>
    Effect.gen(function* () {
      const said = ["One.", "Two.", "Three.", "Four."]
      const { lines } = yield* chapter().pipe(
        withWriter(stepping(...said.map((text) => Effect.succeed(text)), rejected))
      )
      assert.deepStrictEqual(lines, said)
    }).pipe(TestKit.inRun("run"))
  )
})

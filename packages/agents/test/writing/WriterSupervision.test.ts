import * as TestKit from "@aethercast/cluster/TestKit"
import { Line, Segment, SegmentPlan } from "@aethercast/domain/Script"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Ref, Schema } from "effect"
import { TestClock } from "effect/testing"
import { cases, PodcastScriptWeaver, weave } from "../../src/agents/PodcastScriptWeaver.ts"
import {
  AnswerUnusable,
  type ModelFailure,
  ModelRejected,
  ModelUnavailable
} from "../../src/models/ModelFailure.ts"
import { ModelTurn } from "../../src/models/ModelTurn.ts"
import { OverBudget } from "../../src/spending/Budget.ts"
import { Payer } from "../../src/spending/Payer.ts"
import { Material, Materials } from "../../src/store/Materials.ts"
import { ScriptWriter, type Writer } from "../../src/writing/ScriptWriter.ts"
import { MaterialsLayer, passageOf, sourceOf, topicOf } from "../agents/Fixtures.ts"

const provider = "OpenAI"
const down = Effect.fail(new ModelUnavailable({ provider, reason: "ServerError" }))
const rejected = Effect.fail(new ModelRejected({ provider, reason: "KeyRefused" }))
const overBudget = Effect.fail(new OverBudget({ provider, budget: "day" }))
const unusable = Effect.fail(new AnswerUnusable({ provider, reason: "it refuses" }))

type Call = Effect.Effect<void, ModelFailure>

/** A writer whose segments say its name, after a call of its model. */
const writer = (name: string, call: Call): Writer => ({
  description: name,
  snippet: () => Effect.die("unused"),
  opening: () => Effect.die("unused"),
  outline: () => Effect.die("unused"),
  closing: () => Effect.die("unused"),
  aside: () => Effect.die("unused"),
  honest: () => Effect.die("unused"),
  segment: () => Effect.as(call, segmentOf(name))
})

const segmentOf = (text: string) =>
  new Segment({
    title: "A chapter",
    lines: [new Line({ speaker: "host", text, passages: [], pauseMillis: 0 })]
  })

/** A node whose main writer and reserve call their models like this. */
const withModels = (main: Call, reserve: Call) =>
  Effect.provide(
    PodcastScriptWeaver.layer.pipe(
      Layer.provide(
        Layer.succeed(ScriptWriter, {
          ...writer("main", main),
          standIns: {
            reserve: writer("reserve", reserve),
            quoting: writer("quoting", Effect.void),
            saving: writer("saving", Effect.void)
          }
        })
      ),
      Layer.provideMerge(MaterialsLayer),
      Layer.provideMerge(TestKit.layer)
    )
  )

/** Who wrote a chapter. */
const chapter = Effect.fnUntraced(function* (step = "chapter") {
  const source = sourceOf("tides")
  const material = yield* Materials.use((materials) =>
    materials.save(
      new Material({
        sources: [source],
        passages: [passageOf(source, 0, "The moon pulls on us.")]
      }),
      "run"
    )
  )
  const { lines, standIn } = yield* TestKit.runToEnd(
    weave(
      step,
      cases.Chapter.make({
        material,
        request: {
          topicId: topicOf("tides").id,
          title: "Tides",
          style: "story",
          language: "en",
          plan: new SegmentPlan({ title: "A chapter", passages: [], seconds: 30 }),
          index: 0,
          count: 1,
          previous: "",
          alreadySaid: []
        }
      })
    )
  )
  const by = lines.map(({ text }) => text).join(" ")
  // The listener is told who stood in.
  assert.strictEqual(standIn, by === "main" ? undefined : by)
  return by
})

const events = Effect.flatMap(TestKit.Recorded, ({ events }) => events("run/chapter"))

/** By whom a chapter is written when the providers fail like this, and by which decisions. */
const outcomes: ReadonlyArray<{
  readonly fault: string
  readonly main: Call
  readonly reserve: Call
  readonly by: string
  readonly events: ReadonlyArray<string>
}> = [
  {
    fault: "a provider that is down",
    main: down,
    reserve: Effect.void,
    by: "reserve",
    events: ["Attempted", "BackedOff", "Attempted", "FellBack", "Attempted"]
  },
  {
    fault: "a key that is refused",
    main: rejected,
    reserve: Effect.void,
    by: "reserve",
    events: ["Attempted", "FellBack", "Attempted"]
  },
  {
    fault: "a budget that is used up",
    main: overBudget,
    reserve: Effect.void,
    by: "saving",
    events: ["Attempted", "FellBack", "Attempted"]
  },
  {
    fault: "a reserve that the budget does not pay",
    main: rejected,
    reserve: overBudget,
    by: "saving",
    events: ["Attempted", "FellBack", "Attempted", "FellBack", "Attempted"]
  },
  {
    fault: "answers that cannot be used",
    main: unusable,
    reserve: unusable,
    by: "quoting",
    events: ["Attempted", "FellBack", "Attempted", "FellBack", "Attempted"]
  },
  {
    fault: "a provider that hangs",
    main: Effect.never,
    reserve: Effect.void,
    by: "reserve",
    events: ["Attempted", "Overdue", "FellBack", "Attempted"]
  },
  {
    fault: "two providers that are down",
    main: down,
    reserve: down,
    by: "quoting",
    events: [
      "Attempted",
      "BackedOff",
      "Attempted",
      "FellBack",
      "Attempted",
      "BackedOff",
      "Attempted",
      "FellBack",
      "Attempted"
    ]
  }
]

describe("WriterSupervision", () => {
  for (const { by, events: expected, fault, main, reserve } of outcomes) {
    it.effect(`with ${fault} the ${by} writer writes`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* chapter(), by)
        assert.deepStrictEqual(yield* events, expected)
      }).pipe(TestKit.inRun("run"), withModels(main, reserve))
    )
  }

  it.effect("one failure is retried, and nobody stands in", () =>
    Effect.gen(function* () {
      const calls = yield* Ref.make(0)
      const once = Effect.flatMap(
        Ref.getAndUpdate(calls, (n) => n + 1),
        (n): Call => (n === 0 ? down : Effect.void)
      )
      yield* Effect.gen(function* () {
        assert.strictEqual(yield* chapter(), "main")
        assert.deepStrictEqual(yield* events, ["Attempted", "BackedOff", "Attempted"])
      }).pipe(TestKit.inRun("run"), withModels(once, Effect.void))
    })
  )

  it.effect("a provider that asks for time is left alone until then, and then probed", () =>
    Effect.gen(function* () {
      const calls = yield* Ref.make(0)
      const busyOnce = Effect.flatMap(
        Ref.getAndUpdate(calls, (n) => n + 1),
        (n): Call =>
          n > 0
            ? Effect.void
            : Effect.fail(
                new ModelUnavailable({ provider, reason: "RateLimited", retryAfterMillis: 120_000 })
              )
      )
      yield* Effect.gen(function* () {
        assert.strictEqual(yield* chapter("1"), "reserve")
        assert.strictEqual(yield* chapter("2"), "reserve")
        assert.strictEqual(yield* Ref.get(calls), 1)
        yield* TestClock.adjust("2 minutes")
        assert.strictEqual(yield* chapter("3"), "main")
        assert.strictEqual(yield* chapter("4"), "main")
      }).pipe(TestKit.inRun("run"), withModels(busyOnce, Effect.void))
    })
  )

  it.effect("the circuit of a refused key opens, and heals by a probe", () =>
    Effect.gen(function* () {
      const calls = yield* Ref.make(0)
      const isValid = yield* Ref.make(false)
      const main = Effect.andThen(
        Ref.update(calls, (n) => n + 1),
        Effect.flatMap(Ref.get(isValid), (valid): Call => (valid ? Effect.void : rejected))
      )
      yield* Effect.gen(function* () {
        for (let n = 0; n < 8; n++) assert.strictEqual(yield* chapter(`bad/${n}`), "reserve")
        assert.strictEqual(yield* Ref.get(calls), 5)
        yield* Ref.set(isValid, true)
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual(yield* chapter("good"), "main")
      }).pipe(TestKit.inRun("run"), withModels(main, Effect.void))
    })
  )

  it.effect("a call is billed once, although the agent crashes after it", () =>
    Effect.gen(function* () {
      const bills = yield* Ref.make(0)
      const main = Effect.flatMap(ModelTurn, ({ once }) =>
        once(
          "line/0",
          Schema.Void,
          Ref.update(bills, (n) => n + 1)
        )
      )
      yield* Effect.gen(function* () {
        yield* TestKit.crashAfter("run/chapter", "line/0")
        assert.strictEqual(yield* chapter(), "main")
        assert.include(yield* events, "Restarted")
      }).pipe(TestKit.inRun("run"), withModels(main, Effect.void))
      assert.strictEqual(yield* Ref.get(bills), 1)
    })
  )

  it.effect("what a call costs is the task's cost", () =>
    Effect.gen(function* () {
      const { entries } = yield* TestKit.Recorded
      assert.strictEqual(yield* chapter(), "main")
      assert.include(JSON.stringify(entries), '"cost":0.25')
    }).pipe(
      TestKit.inRun("run"),
      withModels(
        Effect.flatMap(Payer, ({ reserve }) =>
          reserve({ kind: "model", provider, dollars: 1 })
        ).pipe(
          Effect.flatMap((charge) => charge({ dollars: 0.25, quantity: 100 })),
          Effect.scoped
        ),
        Effect.void
      )
    )
  )
})

import * as TestKit from "@aethercast/cluster/TestKit"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Ref } from "effect"
import { TestClock } from "effect/testing"
import { ImageGeneration } from "../../src/agents/ImageGeneration.ts"
import {
  Cover,
  CoverPainter,
  CoverRequest,
  CoverUnusable,
  type Painter
} from "../../src/images/CoverPainter.ts"
import { AnswerUnusable, ModelRejected, ModelUnavailable } from "../../src/models/ModelFailure.ts"
import { Payer } from "../../src/spending/Payer.ts"
import { OverBudget } from "../../src/spending/Budget.ts"
import { Spending } from "../../src/spending/Spending.ts"
import { BlobsLayer } from "./Fixtures.ts"

const request = new CoverRequest({ id: "tides", title: "Tides", prompt: "", tags: [], pixels: 512 })

const coverOf = (alt: string) =>
  new Cover({
    mediaType: "image/png",
    bytes: new TextEncoder().encode(alt),
    width: 512,
    height: 512,
    alt
  })

type Paint = ReturnType<Painter["paint"]>
const provider = "OpenAI"
const illustration: Paint = Effect.succeed(coverOf("an illustration"))
const rejected: Paint = Effect.fail(new ModelRejected({ provider, reason: "KeyRefused" }))
const unavailable: Paint = Effect.fail(new ModelUnavailable({ provider, reason: "ServerError" }))
const limited: Paint = Effect.fail(
  new ModelUnavailable({ provider, reason: "RateLimited", retryAfterMillis: 9000 })
)
const refused: Paint = Effect.fail(new AnswerUnusable({ provider, reason: "withheld" }))
const unusable: Paint = Effect.fail(new CoverUnusable({ provider, reason: "it is an SVG" }))

/** A node whose provider paints like this and asks for a cent, with drawing as its stand-in. */
const withProvider = (painting: Paint) =>
  Effect.provide(
    ImageGeneration.layer.pipe(
      Layer.provide(
        Layer.succeed(CoverPainter, {
          description: "a provider",
          settings: "image-1/cover-1",
          paint: () =>
            Effect.gen(function* () {
              const { reserve } = yield* Payer
              const charge = yield* reserve({ kind: "image", provider, dollars: 0.01 })
              const cover = yield* painting
              yield* charge({ dollars: 0.01, quantity: 1 })
              return cover
            }).pipe(Effect.scoped),
          standIn: {
            description: "drawn",
            settings: "drawn/1",
            paint: () => Effect.succeed(coverOf("a drawing"))
          }
        })
      ),
      Layer.provide(BlobsLayer),
      Layer.provideMerge(TestKit.layer)
    )
  )

const paint = (step = "cover") => TestKit.runToEnd(ImageGeneration.ask(step, request))
const events = Effect.flatMap(TestKit.Recorded, ({ events }) => events("run/cover"))

const outcomes: ReadonlyArray<
  readonly [fault: string, painting: Paint, events: ReadonlyArray<string>]
> = [
  [
    "does not answer twice",
    unavailable,
    ["Attempted", "BackedOff", "Attempted", "FellBack", "Attempted"]
  ],
  ["refuses the key", rejected, ["Attempted", "FellBack", "Attempted"]],
  ["refuses the subject", refused, ["Attempted", "FellBack", "Attempted"]],
  ["answers with something else", unusable, ["Attempted", "FellBack", "Attempted"]],
  ["is silent", Effect.never, ["Attempted", "Overdue", "FellBack", "Attempted"]]
]

/** Counts how often an effect is executed. */
const counted = Effect.fnUntraced(function* (painting: Effect.Effect<Paint>) {
  const calls = yield* Ref.make(0)
  return {
    calls: Ref.get(calls),
    painting: Effect.andThen(
      Ref.update(calls, (n) => n + 1),
      Effect.flatten(painting)
    )
  }
})

describe("ImageGeneration with a stand-in", () => {
  it.effect("the provider paints, and is paid", () =>
    Effect.gen(function* () {
      const { alt, standIn } = yield* paint()
      assert.deepStrictEqual([alt, standIn], ["an illustration", undefined])
      const { entries } = yield* TestKit.Recorded
      assert.include(JSON.stringify(entries), '"cost":0.01')
    }).pipe(TestKit.inRun("run"), withProvider(illustration))
  )

  for (const [fault, painting, expected] of outcomes) {
    it.effect(`when the provider ${fault}, the cover is drawn, and says so`, () =>
      Effect.gen(function* () {
        const { alt, standIn } = yield* paint()
        assert.deepStrictEqual([alt, standIn], ["a drawing", "drawing"])
        assert.deepStrictEqual(yield* events, expected)
      }).pipe(TestKit.inRun("run"), withProvider(painting))
    )
  }

  it.effect("when the budget does not pay an image, the cover is drawn, and says why", () =>
    Effect.gen(function* () {
      const { alt, standIn } = yield* paint()
      assert.deepStrictEqual([alt, standIn], ["a drawing", "saving"])
      assert.deepStrictEqual(yield* events, ["Attempted", "FellBack", "Attempted"])
    }).pipe(
      TestKit.inRun("run"),
      withProvider(Effect.die("It is not called.")),
      Effect.provideService(Spending, {
        payer: () => ({ reserve: () => new OverBudget({ provider, budget: "day" }) })
      })
    )
  )

  it.effect("an image is painted and paid once, even if the agent crashes right after it", () =>
    Effect.gen(function* () {
      const { calls, painting } = yield* counted(Effect.succeed(illustration))
      yield* Effect.gen(function* () {
        yield* TestKit.crashAfter("run/cover", "image-1/cover-1")
        assert.strictEqual((yield* paint()).alt, "an illustration")
        assert.strictEqual(yield* calls, 1)
        assert.include(yield* events, "Restarted")
      }).pipe(TestKit.inRun("run"), withProvider(painting))
    })
  )

  it.effect("a provider that asks for a pause is left alone for as long", () =>
    Effect.gen(function* () {
      const healthy = yield* Ref.make(false)
      const { calls, painting } = yield* counted(
        Effect.map(Ref.get(healthy), (is) => (is ? illustration : limited))
      )
      yield* Effect.gen(function* () {
        assert.strictEqual((yield* paint("first")).standIn, "drawing")
        assert.strictEqual((yield* paint("second")).standIn, "drawing")
        assert.strictEqual(yield* calls, 1)
        yield* Ref.set(healthy, true)
        yield* TestClock.adjust("10 seconds")
        assert.isUndefined((yield* paint("third")).standIn)
      }).pipe(TestKit.inRun("run"), withProvider(painting))
    })
  )

  it.effect("a provider that is down is no longer called, until a probe finds it healthy", () =>
    Effect.gen(function* () {
      const healthy = yield* Ref.make(false)
      const { calls, painting } = yield* counted(
        Effect.map(Ref.get(healthy), (is) => (is ? illustration : unusable))
      )
      yield* Effect.gen(function* () {
        for (let n = 0; n < 8; n++) yield* paint(`bad/${n}`)
        assert.strictEqual(yield* calls, 5)
        yield* Ref.set(healthy, true)
        yield* TestClock.adjust("30 seconds")
        assert.isUndefined((yield* paint("good")).standIn)
      }).pipe(TestKit.inRun("run"), withProvider(painting))
    })
  )

  it.effect("a refusal of a subject says nothing about the health of the provider", () =>
    Effect.gen(function* () {
      const { calls, painting } = yield* counted(Effect.succeed(refused))
      yield* Effect.gen(function* () {
        for (let n = 0; n < 8; n++) yield* paint(`refused/${n}`)
        assert.strictEqual(yield* calls, 8)
      }).pipe(TestKit.inRun("run"), withProvider(painting))
    })
  )
})

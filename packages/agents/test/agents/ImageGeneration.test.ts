import * as TestKit from "@aethercast/cluster/TestKit"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { ImageGeneration } from "../../src/agents/ImageGeneration.ts"
import { Cover, CoverFailed, CoverPainter, CoverRequest } from "../../src/images/CoverPainter.ts"
import { BlobId, Blobs } from "../../src/store/Blobs.ts"
import { BlobsLayer, Faults, givenUpAfter } from "./Fixtures.ts"

const request = new CoverRequest({ id: "tides", title: "Tides", prompt: "", tags: [], pixels: 512 })
const cover = new Cover({
  mediaType: "image/png",
  bytes: Uint8Array.of(1, 2, 3),
  width: 512,
  height: 512,
  alt: "Waves"
})
const failed = new CoverFailed({ id: "tides", reason: "the model is busy" })

const PainterLayer = Layer.effect(
  CoverPainter,
  Effect.map(Faults, ({ call }) =>
    CoverPainter.of({
      description: "a fake painter",
      settings: "",
      paint: () => call(failed, Effect.succeed(cover))
    })
  )
)

const TestLayer = ImageGeneration.layer.pipe(
  Layer.provide(PainterLayer),
  Layer.provideMerge(Layer.mergeAll(Faults.layer, BlobsLayer)),
  Layer.provideMerge(TestKit.layer)
)

const paint = TestKit.runToEnd(ImageGeneration.ask("paint", request))

layer(TestLayer)("ImageGeneration", (it) => {
  it.effect("stores the cover, and answers with its path and alternative text", () =>
    Effect.gen(function* () {
      const { alt, path } = yield* paint
      assert.strictEqual(alt, "Waves")
      assert.match(path, /^\/media\/[0-9a-f]{64}$/)
      const blob = yield* (yield* Blobs).get(BlobId.make(path.slice("/media/".length)))
      assert.deepStrictEqual(Option.getOrThrow(blob).bytes, cover.bytes)
      assert.strictEqual(Option.getOrThrow(blob).mediaType, "image/png")
    }).pipe(TestKit.inRun("painted"))
  )

  it.effect("retries a failed painter twice", () =>
    Effect.gen(function* () {
      const { calls, failNext } = yield* Faults
      yield* failNext(2)
      assert.strictEqual((yield* paint).alt, "Waves")
      assert.strictEqual(yield* calls, 3)
    }).pipe(TestKit.inRun("retried"))
  )

  it.effect("fails when the painter fails three times", () =>
    Effect.gen(function* () {
      yield* (yield* Faults).failNext(3)
      assert.deepStrictEqual(yield* Effect.flip(paint), failed)
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("failed/paint"), givenUpAfter(2))
    }).pipe(TestKit.inRun("failed"))
  )

  it.effect("fails after 30 seconds when the painter hangs", () =>
    Effect.gen(function* () {
      yield* (yield* Faults).hang
      const error = yield* Effect.flip(paint)
      assert.deepInclude(error, { _tag: "DeadlineExceeded", millis: 30_000 })
    }).pipe(TestKit.inRun("hung"))
  )
})

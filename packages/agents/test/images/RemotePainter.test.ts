import { renderAsync } from "@resvg/resvg-js"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Queue, Ref } from "effect"
import {
  CoverPainter,
  CoverRequest,
  CoverUnusable,
  type Painter
} from "../../src/images/CoverPainter.ts"
import * as CoverPrompt from "../../src/images/CoverPrompt.ts"
import * as RemotePainter from "../../src/images/RemotePainter.ts"
import * as SvgPainter from "../../src/images/SvgPainter.ts"
import {
  AnswerUnusable,
  type ModelFailure,
  ModelRejected,
  ModelUnavailable
} from "../../src/models/ModelFailure.ts"
import type { ModelServer } from "../../src/models/ModelServer.ts"
import { OverBudget } from "../../src/spending/Budget.ts"
import { type Cost, Payer } from "../../src/spending/Payer.ts"
import * as FakeImageServer from "./FakeImageServer.ts"

const request = new CoverRequest({
  id: "tides",
  title: "Why the {{sea}} rises",
  prompt: "It hints at the moon.",
  tags: [],
  pixels: 512
})

const imageOf = (width: number, height = width, path = "M0 0H99V99Z") =>
  Effect.promise(() =>
    renderAsync(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path d="${path}"/></svg>`
    ).then((image) => new Uint8Array(image.asPng()))
  )

const painterOf = Effect.fnUntraced(function* (reply: FakeImageServer.Reply, kind?: ModelServer) {
  const server = yield* FakeImageServer.start(reply)
  const context = yield* Layer.build(
    RemotePainter.layer(server.endpoint(kind)).pipe(Layer.provide(SvgPainter.layer))
  )
  return { ...server, painter: yield* Effect.provide(CoverPainter, context) }
})

/** Paints, and says what was reserved and paid. */
const paidFor = Effect.fnUntraced(function* <A, E>(
  effect: (paint: Paint, charged: Effect.Effect<void>) => Effect.Effect<A, E>,
  painter: Painter
) {
  const reserved = yield* Ref.make<ReadonlyArray<unknown>>([])
  const paid = yield* Ref.make<ReadonlyArray<Cost>>([])
  const charged = yield* Deferred.make<void>()
  const payer: Payer = {
    reserve: (purchase) =>
      Effect.as(
        Ref.update(reserved, (all) => [...all, purchase]),
        (cost) =>
          Effect.andThen(
            Ref.update(paid, (all) => [...all, cost]),
            Deferred.succeed(charged, undefined)
          )
      )
  }
  const result = yield* effect(
    Effect.provideService(painter.paint(request), Payer, payer),
    Deferred.await(charged)
  )
  return { result, reserved: yield* Ref.get(reserved), paid: yield* Ref.get(paid) }
})

type Paint = ReturnType<Painter["paint"]>

const anImage = [{ dollars: 0.05, quantity: 1 }]

describe("RemotePainter", () => {
  it.effect("a cover is the image as it came, with an alternative text", () =>
    Effect.gen(function* () {
      const image = yield* imageOf(1024)
      const { painter, received } = yield* painterOf({ image })
      const { paid, reserved, result } = yield* paidFor((paint) => paint, painter)
      assert.deepStrictEqual(
        { ...result },
        {
          mediaType: "image/png",
          bytes: image,
          width: 1024,
          height: 1024,
          alt: "Illustration by an image model on the subject: Why the {{sea}} rises"
        }
      )
      assert.deepStrictEqual(reserved, [{ kind: "image", provider: "OpenAI", dollars: 0.05 }])
      assert.deepStrictEqual(paid, anImage)
      assert.deepStrictEqual(received, [
        {
          path: "/v1/images/generations",
          authorization: "Bearer sk-image-secret",
          body: {
            prompt: CoverPrompt.render(request),
            model: "image-1",
            n: 1,
            size: "1024x1024",
            quality: "medium",
            output_format: "jpeg",
            output_compression: 85
          }
        }
      ])
    })
  )

  it.effect("the prompt is the file's, with the title and what it may show as they are", () =>
    Effect.sync(() => {
      const prompt = CoverPrompt.render(request)
      assert.include(prompt, "\n\nWhy the {{sea}} rises. It hints at the moon.\n\n")
      assert.match(CoverPrompt.version, /^cover-[0-9a-f]{8}$/)
    })
  )

  it.effect("the model and the version of the prompt are among its settings", () =>
    Effect.gen(function* () {
      const { painter } = yield* painterOf({ status: 500 })
      assert.strictEqual(painter.settings, `image-1/${CoverPrompt.version}`)
    })
  )

  it.effect("a server that is not OpenAI's is sent none of its own options", () =>
    Effect.gen(function* () {
      const { painter, received } = yield* painterOf({ image: yield* imageOf(512) }, "other")
      yield* paidFor((paint) => paint, painter)
      assert.deepStrictEqual(Object.keys(received[0]?.body ?? {}).toSorted(), [
        "model",
        "n",
        "prompt",
        "response_format",
        "size"
      ])
    })
  )

  const provider = "OpenAI"
  const unusable = (reason: string) => new CoverUnusable({ provider, reason })
  const noFile = unusable("it is no whole PNG, JPEG or WebP file")
  const faults: ReadonlyArray<
    readonly [
      name: string,
      reply: Effect.Effect<FakeImageServer.Reply>,
      failure: ModelFailure | CoverUnusable,
      isPaid: boolean
    ]
  > = [
    [
      "401",
      Effect.succeed({ status: 401 }),
      new ModelRejected({ provider, reason: "KeyRefused" }),
      false
    ],
    [
      "403",
      Effect.succeed({ status: 403 }),
      new ModelRejected({ provider, reason: "Forbidden" }),
      false
    ],
    [
      "404",
      Effect.succeed({ status: 404 }),
      new ModelRejected({ provider, reason: "RequestInvalid" }),
      false
    ],
    [
      "an account without money",
      Effect.succeed({ status: 400, code: "billing_hard_limit_reached" }),
      new ModelRejected({ provider, reason: "QuotaExhausted" }),
      false
    ],
    [
      "a refusal by moderation",
      Effect.succeed({ status: 400, code: "moderation_blocked" }),
      new AnswerUnusable({ provider, reason: "the provider's filter withheld it" }),
      false
    ],
    [
      "429 with Retry-After",
      Effect.succeed({ status: 429, headers: { "retry-after": "9" } }),
      new ModelUnavailable({ provider, reason: "RateLimited", retryAfterMillis: 9000 }),
      false
    ],
    [
      "500",
      Effect.succeed({ status: 500 }),
      new ModelUnavailable({ provider, reason: "ServerError" }),
      false
    ],
    [
      "a reset before the answer",
      Effect.succeed({ fault: "reset" }),
      new ModelUnavailable({ provider, reason: "BrokeOff" }),
      false
    ],
    [
      "a reset within the answer",
      Effect.map(imageOf(512), (image) => ({ image, resetAfter: 300 })),
      unusable("it broke off"),
      true
    ],
    ["HTML", Effect.succeed({ answer: "<html>" }), unusable("it is not of the protocol"), true],
    ["an empty body", Effect.succeed({ answer: "" }), unusable("it is not of the protocol"), true],
    [
      "no image",
      Effect.succeed({ answer: '{"data":[]}' }),
      unusable("it is not of the protocol"),
      true
    ],
    [
      "the address of an image",
      Effect.succeed({ answer: '{"data":[{"url":"http://127.0.0.1/a.png"}]}' }),
      unusable("it is not of the protocol"),
      true
    ],
    ["an SVG", Effect.succeed({ image: Buffer.from("<svg/>") }), noFile, true],
    [
      "half a file",
      Effect.map(imageOf(512), (image) => ({ image: image.subarray(0, image.length / 2) })),
      noFile,
      true
    ],
    [
      "a file whose pixels are noise",
      Effect.map(imageOf(512), (image) => ({ image: image.fill(0x55, 100, image.length - 12) })),
      unusable("its pixels cannot be decoded"),
      true
    ],
    [
      "an image in which nothing is seen",
      Effect.map(imageOf(512, 512, ""), (image) => ({ image })),
      unusable("its pixels cannot be decoded"),
      true
    ],
    [
      "an image that is no square",
      Effect.map(imageOf(512, 256), (image) => ({ image })),
      unusable("it has 512 by 256 pixels"),
      true
    ],
    [
      "an image of a few pixels",
      Effect.map(imageOf(16), (image) => ({ image })),
      unusable("it has 16 by 16 pixels"),
      true
    ],
    [
      "an image of too many pixels",
      Effect.map(imageOf(2064), (image) => ({ image })),
      unusable("it has 2064 by 2064 pixels"),
      true
    ],
    ["9 MB", Effect.succeed({ answer: " ".repeat(9_000_000) }), unusable("it is too large"), true]
  ]
  for (const [name, replying, failure, isPaid] of faults) {
    it.effect(`${name} is ${failure._tag}, and ${isPaid ? "paid" : "free"}`, () =>
      Effect.gen(function* () {
        const { painter, received } = yield* painterOf(yield* replying)
        const { paid, result } = yield* paidFor(Effect.flip, painter)
        assert.deepStrictEqual(result, failure)
        assert.deepStrictEqual(paid, isPaid ? anImage : [])
        assert.strictEqual(received.length, 1)
        assert.notInclude(JSON.stringify(result) + String(result), "sk-image")
      })
    )
  }

  it.effect("an image that is no longer waited for is paid", () =>
    Effect.gen(function* () {
      const { arrivals, painter } = yield* painterOf({ fault: "silence" })
      const { paid } = yield* paidFor(
        Effect.fnUntraced(function* (paint: Paint) {
          const fiber = yield* Effect.forkChild(paint)
          yield* Queue.take(arrivals)
          yield* Fiber.interrupt(fiber)
        }),
        painter
      )
      assert.deepStrictEqual(paid, anImage)
    })
  )

  it.effect("an answer that begins and never ends is paid once", () =>
    Effect.gen(function* () {
      const { painter } = yield* painterOf({ image: yield* imageOf(512), stopsAfter: 300 })
      const { paid } = yield* paidFor(
        Effect.fnUntraced(function* (paint: Paint, charged: Effect.Effect<void>) {
          const fiber = yield* Effect.forkChild(paint)
          yield* charged
          assert.isUndefined(fiber.pollUnsafe())
          yield* Fiber.interrupt(fiber)
        }),
        painter
      )
      assert.deepStrictEqual(paid, anImage)
    })
  )

  it.effect("what the budget does not pay is not requested", () =>
    Effect.gen(function* () {
      const { painter, received } = yield* painterOf({ status: 500 })
      const over = new OverBudget({ provider, budget: "episode" })
      const error = yield* Effect.flip(
        Effect.provideService(painter.paint(request), Payer, { reserve: () => over })
      )
      assert.deepStrictEqual(error, over)
      assert.deepStrictEqual(received, [])
    })
  )
})

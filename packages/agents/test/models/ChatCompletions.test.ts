import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue, Ref, Result, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Model from "../../src/models/Model.ts"
import {
  AnswerUnusable,
  type ProviderFailure,
  ModelRejected,
  ModelUnavailable
} from "../../src/models/ModelFailure.ts"
import { Payer } from "../../src/spending/Payer.ts"
import { ModelPrice } from "../../src/models/ModelPrice.ts"
import * as FakeProvider from "./FakeProvider.ts"

const prompt = { system: "You write.", user: "Write." }
const Answer = Schema.Struct({ title: Schema.String.check(Schema.isPattern(/^[A-Z]/)) })
const provider = "OpenAI"

/** The text that a model streams. */
const textOf = (model: Model.Model) =>
  model.text(prompt).pipe(
    Stream.map((part) => (part._tag === "Delta" ? part.text : `(${part.reason})`)),
    Stream.mkString
  )

const unavailable = (reason: ModelUnavailable["reason"], retryAfterMillis?: number) =>
  new ModelUnavailable({
    provider,
    reason,
    ...(retryAfterMillis === undefined ? {} : { retryAfterMillis })
  })

/** What each fault of a provider becomes. */
const faults: ReadonlyArray<
  readonly [name: string, reply: FakeProvider.Reply, failure: ProviderFailure]
> = [
  ["401", { status: 401 }, new ModelRejected({ provider, reason: "KeyRefused" })],
  ["403", { status: 403 }, new ModelRejected({ provider, reason: "Forbidden" })],
  ["400", { status: 400 }, new ModelRejected({ provider, reason: "RequestInvalid" })],
  ["404", { status: 404 }, new ModelRejected({ provider, reason: "RequestInvalid" })],
  ["429", { status: 429 }, unavailable("RateLimited")],
  [
    "429 with Retry-After in seconds",
    { status: 429, headers: { "retry-after": "7" } },
    unavailable("RateLimited", 7000)
  ],
  [
    "429 with Retry-After as a date",
    {
      status: 429,
      headers: {
        date: "Fri, 27 Nov 2026 08:00:00 GMT",
        "retry-after": "Fri, 27 Nov 2026 08:01:00 GMT"
      }
    },
    unavailable("RateLimited", 60_000)
  ],
  [
    "429 for an account without money",
    { status: 429, body: { error: { message: "no", code: "insufficient_quota" } } },
    new ModelRejected({ provider, reason: "QuotaExhausted" })
  ],
  ["500", { status: 500 }, unavailable("ServerError")],
  ["503", { status: 503 }, unavailable("ServerError")],
  ["a reset before the first event", { resetAfter: [] }, unavailable("BrokeOff")],
  [
    "a reset in the middle of a stream",
    { resetAfter: ["Once ", "upon "] },
    unavailable("BrokeOff")
  ],
  ["a stream that ends early", { text: ["Once "], finish: null }, unavailable("BrokeOff")],
  ["an event that is not JSON", { events: ['{"choices": ['] }, unavailable("Garbled")],
  ["an event of another form", { events: ['{"choices": "none"}'] }, unavailable("Garbled")],
  [
    "an error within the stream",
    { events: ['{"error": {"message": "out of memory"}}'] },
    unavailable("ServerError")
  ],
  [
    "a filter",
    { text: ["Once "], finish: "content_filter" },
    new AnswerUnusable({ provider, reason: "the provider's filter withheld it" })
  ],
  [
    "a refusal",
    { refusal: "I cannot help." },
    new AnswerUnusable({ provider, reason: "the provider's filter withheld it" })
  ]
]

describe("ChatCompletions", () => {
  for (const [name, reply, failure] of faults) {
    it.effect(`${name} is ${failure._tag}, ${failure.reason}`, () =>
      Effect.gen(function* () {
        const fake = yield* FakeProvider.start(reply)
        const model = yield* Model.make(fake.endpoint())
        assert.deepStrictEqual(yield* Effect.flip(textOf(model)), failure)
        assert.strictEqual(fake.received.length, 1)
      })
    )
  }

  it.effect("nothing at the address is unavailable", () =>
    Effect.gen(function* () {
      const endpoint = yield* Effect.scoped(
        Effect.map(FakeProvider.start({ text: [] }), (fake) => fake.endpoint())
      )
      const model = yield* Model.make(endpoint)
      assert.deepStrictEqual(yield* Effect.flip(textOf(model)), unavailable("BrokeOff"))
    })
  )

  it.effect("silence is unavailable after 20 seconds, before and within an answer", () =>
    Effect.gen(function* () {
      for (const pieces of [[], ["Once "]]) {
        const fake = yield* FakeProvider.start({ silentAfter: pieces })
        const model = yield* Model.make(fake.endpoint())
        const heard = yield* Queue.unbounded<string>()
        const fiber = yield* model.text(prompt).pipe(
          Stream.runForEach((part) =>
            part._tag === "Delta" ? Queue.offer(heard, part.text) : Effect.void
          ),
          Effect.result,
          Effect.forkChild
        )
        yield* Queue.take(fake.arrivals)
        if (pieces.length > 0) yield* Queue.take(heard)
        yield* TestClock.adjust("19 seconds")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* Fiber.join(fiber), Result.fail(unavailable("BrokeOff")))
      }
    })
  )

  it.effect("no failure repeats the key, nor what the provider says about it", () =>
    Effect.gen(function* () {
      for (const status of [400, 401, 403, 404, 429, 500]) {
        const fake = yield* FakeProvider.start({ status })
        const model = yield* Model.make(fake.endpoint())
        const failure = yield* Effect.flip(textOf(model))
        assert.notInclude(
          JSON.stringify(failure) + String(failure) + String(failure.stack),
          "sk-test"
        )
        assert.strictEqual(fake.received[0]?.authorization, "Bearer sk-test-secret")
      }
    })
  )

  it.effect("streams the text, and says when it was cut off", () =>
    Effect.gen(function* () {
      const fake = yield* FakeProvider.start({ text: ["Once ", "upon"], finish: "length" })
      const model = yield* Model.make(fake.endpoint())
      assert.strictEqual(yield* textOf(model), "Once upon(length)")
    })
  )

  it.effect("charges what the answer used, also when it is of no use", () =>
    Effect.gen(function* () {
      const fake = yield* FakeProvider.start({ text: ["prose instead of an object"] })
      const price = new ModelPrice({ input: 2, output: 10 })
      const model = yield* Model.make(fake.endpoint({ price }))
      const charged = yield* Ref.make(0)
      const failure = yield* model.object(prompt, Answer, "Answer").pipe(
        Effect.flip,
        Effect.provideService(Payer, {
          reserve: () =>
            Effect.succeed(({ dollars }) => Ref.update(charged, (sum) => sum + dollars))
        })
      )
      assert.strictEqual(failure._tag, "AnswerUnusable")
      assert.strictEqual(yield* Ref.get(charged), (2 * 1000 + 10 * 100) / 1_000_000)
    })
  )

  it.effect("an answer without usage is charged by its length", () =>
    Effect.gen(function* () {
      const fake = yield* FakeProvider.start({ text: ["x".repeat(400)], usage: false })
      const model = yield* Model.make(
        fake.endpoint({ price: new ModelPrice({ input: 0, output: 10 }) })
      )
      const charged = yield* Ref.make(0)
      yield* textOf(model).pipe(
        Effect.provideService(Payer, {
          reserve: () =>
            Effect.succeed(({ dollars }) => Ref.update(charged, (sum) => sum + dollars))
        })
      )
      assert.strictEqual(yield* Ref.get(charged), (10 * 100) / 1_000_000)
    })
  )

  it.effect("an object is decoded by us, whatever the server promised", () =>
    Effect.gen(function* () {
      const fake = yield* FakeProvider.start(
        { text: ['```json\n{"title": ', '"Tides"}\n```'] },
        { text: ['{"title": "tides"}'] },
        { text: ['{"title": "Tides"}'], thoughts: true }
      )
      const model = yield* Model.make(fake.endpoint())
      const ask = model.object(prompt, Answer, "Answer")
      assert.deepStrictEqual(yield* ask, { title: "Tides" })
      assert.strictEqual((yield* Effect.flip(ask))._tag, "AnswerUnusable")
      assert.deepStrictEqual(yield* ask, { title: "Tides" })
    })
  )

  it.effect("a request has the quirks of its server, and no pattern in its schema", () =>
    Effect.gen(function* () {
      const fake = yield* FakeProvider.start({ text: ['{"title": "Tides"}'] })
      const bodies: Array<unknown> = []
      for (const server of [
        "openai",
        "ollama",
        "lmstudio",
        "llamacpp",
        "vllm",
        "openrouter"
      ] as const) {
        const model = yield* Model.make(fake.endpoint({ server }))
        yield* model.object(prompt, Answer, "Answer")
        bodies.push(fake.received.at(-1)?.body)
      }
      assert.notInclude(JSON.stringify(bodies), '"pattern"')
      const format = {
        type: "json_schema",
        json_schema: {
          name: "Answer",
          strict: true,
          schema: {
            type: "object",
            properties: {
              title: { type: "string", description: "a string matching the RegExp ^[A-Z]" }
            },
            required: ["title"],
            additionalProperties: false
          }
        }
      }
      const common = {
        model: "gpt-test",
        stream: true,
        stream_options: { include_usage: true },
        messages: [
          { role: "system", content: "You write." },
          { role: "user", content: "Write." }
        ],
        response_format: format
      }
      const limited = { ...common, max_tokens: 8000 }
      assert.deepStrictEqual(bodies, [
        { ...common, max_completion_tokens: 8000 },
        { ...limited, reasoning_effort: "none" },
        limited,
        { ...limited, chat_template_kwargs: { enable_thinking: false } },
        { ...limited, chat_template_kwargs: { enable_thinking: false } },
        { ...limited, provider: { require_parameters: true }, reasoning: { enabled: false } }
      ])
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, Queue } from "effect"
import { TestClock } from "effect/testing"
import { ModelSettings } from "../../../src/models/ModelSettings.ts"
import { SnippetRequest } from "../../../src/writing/ScriptWriter.ts"
import * as FakeProvider from "../../models/FakeProvider.ts"
import * as Tides from "./TidesSegment.ts"

/** The lexical check passes it: subject and object are exchanged. */
const exchanged = "The ocean pulls on the moon and raises two bulges of water."
const mended = "The moon pulls on the ocean and raises two bulges of water."

const repair = (text: string): FakeProvider.Reply => ({
  text: [JSON.stringify({ text, passages: [1] })]
})

const verdict = (supported: boolean): FakeProvider.Reply => ({
  text: [
    JSON.stringify(
      supported
        ? { verdict: "supported", reason: "" }
        : { verdict: "unsupported", reason: "the moon pulls, not the ocean" }
    )
  ]
})

/** Refuses every line with the exchanged claim in it. */
const attentive = (body: Record<string, unknown>): FakeProvider.Reply =>
  verdict(!JSON.stringify(body["messages"]).includes("The line: The ocean pulls"))

/** What is written when the writer replies like this, and the judge like that. */
const segment = Effect.fnUntraced(function* (
  judge: FakeProvider.Reply | ((body: Record<string, unknown>) => FakeProvider.Reply),
  ...replies: ReadonlyArray<FakeProvider.Reply>
) {
  const judging = yield* FakeProvider.start(judge)
  const writing = yield* FakeProvider.start(...replies)
  const writer = yield* writerOf(writing, judging)
  const { lines, writer: by } = yield* writer.segment(Tides.request(20))
  return { by, judging, writing, texts: lines.map(({ text }) => text) }
})

const writerOf = (writing: FakeProvider.FakeProvider, judging: FakeProvider.FakeProvider) =>
  Tides.writerWith(
    new ModelSettings({
      ...ModelSettings.single(writing.endpoint()),
      judge: Option.some(judging.endpoint({ model: "judge-test" }))
    })
  )

const rest = Tides.all.slice(1)
const withExchanged = [Tides.line(exchanged, 1), Tides.fundy, Tides.newton, Tides.spring]

describe("ClaimJudge", () => {
  it.effect("without a judge the lexical check decides, and lets an exchanged subject pass", () =>
    Effect.gen(function* () {
      const writing = yield* FakeProvider.start({ text: withExchanged })
      const writer = yield* Tides.writerWith(ModelSettings.single(writing.endpoint()))
      const { lines } = yield* writer.segment(Tides.request(20))
      assert.deepStrictEqual(
        lines.map(({ text }) => text),
        [exchanged, ...rest]
      )
    })
  )

  it.effect("each line that states something is judged once, against the passages it names", () =>
    Effect.gen(function* () {
      const remark = Tides.line("Twice a day?")
      const { by, judging, texts } = yield* segment(verdict(true), {
        text: [remark, ...Tides.enough]
      })
      assert.deepStrictEqual(texts, ["Twice a day?", ...Tides.all])
      assert.strictEqual(judging.received.length, Tides.all.length)
      const [first] = judging.received
      assert.strictEqual(first?.body["model"], "judge-test")
      const asked = JSON.stringify(first?.body["messages"])
      assert.include(asked, "The moon pulls on the ocean and raises two bulges")
      assert.notInclude(asked, "Bay of Fundy")
      assert.match(by ?? "", /judged by judge-test, judge-[0-9a-f]{8}/)
    })
  )

  it.effect("a claim that is not supported is mended once, and the mended line is judged", () =>
    Effect.gen(function* () {
      const { judging, texts, writing } = yield* segment(
        attentive,
        { text: withExchanged },
        repair(mended)
      )
      assert.deepStrictEqual(texts, [mended, ...rest])
      assert.include(JSON.stringify(writing.received[1]?.body), "the moon pulls, not the ocean")
      assert.strictEqual(judging.received.length, 5)
    })
  )

  it.effect("what cannot be mended loses the sentence that is not supported", () =>
    Effect.gen(function* () {
      const twoSentences = `${exchanged} Spring tides come at the full moon.`
      const { texts } = yield* segment(
        attentive,
        { text: [Tides.line(twoSentences, 1, 4), Tides.fundy, Tides.newton] },
        { status: 500 }
      )
      assert.deepStrictEqual(texts, [
        "Spring tides come at the full moon.",
        ...Tides.all.slice(1, 3)
      ])
    })
  )

  it.effect("a line of which nothing is supported is dropped, and not judged a second time", () =>
    Effect.gen(function* () {
      const { judging, texts } = yield* segment(
        attentive,
        { text: [Tides.line(exchanged, 1), ...Tides.enough] },
        repair(exchanged)
      )
      assert.deepStrictEqual(texts, Tides.all)
      assert.strictEqual(judging.received.length, 5)
    })
  )

  const unusable: ReadonlyArray<readonly [fault: string, reply: FakeProvider.Reply]> = [
    ["prose", { text: ["I think that this is fine."] }],
    ["an object of another form", { text: [JSON.stringify({ supported: false })] }],
    ["an unknown verdict", { text: [JSON.stringify({ verdict: "partly", reason: "" })] }],
    ["empty", { text: [""] }],
    ["cut off", { text: ['{"verdict":"unsupp'], finish: "length" }],
    ["a refusal", { refusal: "I cannot judge that." }],
    ["an error", { status: 500 }],
    ["a refused key", { status: 401 }],
    ["a reset", { resetAfter: ['{"verdict":'] }]
  ]
  for (const [fault, reply] of unusable) {
    it.effect(`a verdict that is ${fault} is none: the lexical check decides`, () =>
      Effect.gen(function* () {
        const { judging, texts } = yield* segment(
          reply,
          {
            text: [
              Tides.line("The moon raises 7 bulges of water on the ocean.", 1),
              ...Tides.enough
            ]
          },
          { status: 500 }
        )
        assert.deepStrictEqual(texts, Tides.all)
        // Two answers without a verdict, and the judge is left alone.
        assert.strictEqual(judging.received.length, 2)
      })
    )
  }

  it.effect("a judge that keeps silent delays a line by five seconds, and two lines at most", () =>
    Effect.gen(function* () {
      const judging = yield* FakeProvider.start({ silentAfter: [] })
      const writing = yield* FakeProvider.start({ text: Tides.enough })
      const writer = yield* writerOf(writing, judging)
      const fiber = yield* Effect.forkChild(writer.segment(Tides.request(20)))
      const silence = Effect.andThen(Queue.take(judging.arrivals), TestClock.adjust("5 seconds"))
      yield* silence
      yield* silence
      const { lines } = yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        lines.map(({ text }) => text),
        Tides.all
      )
      assert.strictEqual(judging.received.length, 2)
    })
  )

  it.effect("a teaser is judged, too", () =>
    Effect.gen(function* () {
      const teaser = (text: string): FakeProvider.Reply => ({
        text: [JSON.stringify({ teaser: text, passages: [1] })]
      })
      const judging = yield* FakeProvider.start(attentive)
      const writing = yield* FakeProvider.start(teaser(exchanged), teaser(mended))
      const writer = yield* writerOf(writing, judging)
      const snippet = yield* writer.snippet(
        new SnippetRequest({ topic: Tides.topic, passages: Tides.passages })
      )
      assert.strictEqual(snippet.teaser, mended)
    })
  )
})

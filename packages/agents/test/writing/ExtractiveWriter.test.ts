import { assert, layer } from "@effect/vitest"
import type { Line, Style } from "@aethercast/domain/Script"
import { SegmentPlan } from "@aethercast/domain/Script"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { DateTime, Effect } from "effect"
import * as ExtractiveWriter from "../../src/writing/ExtractiveWriter.ts"
import { unread } from "../../src/writing/Headline.ts"
import {
  ClosingRequest,
  OpeningRequest,
  OutlineRequest,
  ScriptWriter,
  SegmentRequest,
  SnippetRequest,
  TooLittleMaterial,
  WritingFailed
} from "../../src/writing/ScriptWriter.ts"
import { follows, sentences, speakable } from "../../src/writing/Sentence.ts"
import { linesSeconds } from "../../src/writing/SpokenLength.ts"
import { wordCount } from "../../src/writing/Terms.ts"
import { libraryPages, page } from "./LibraryPages.ts"

const topics = ["tides", "sleep", "coffee"]
const styles: ReadonlyArray<Style> = ["conversation", "briefing", "story"]

const topicOf = (name: string, title = `All about ${name}`) =>
  new Topic({
    id: TopicId.make(name),
    title,
    summary: "",
    tags: ["science"],
    publishedAt: DateTime.makeUnsafe(0),
    sources: libraryPages(name).sources
  })

/** An episode of about so many seconds, written as the orchestrator has it written. */
const episode = Effect.fnUntraced(function* (
  name: string,
  style: Style,
  seconds: number,
  { passages, sources }: ReturnType<typeof libraryPages> = libraryPages(name)
) {
  const writer = yield* ScriptWriter
  const topic = topicOf(name)
  const snippet = yield* writer.snippet(new SnippetRequest({ topic, passages }))
  const opening = yield* writer.opening(new OpeningRequest({ snippet, style, seconds: 20 }))
  const shared = { topicId: topic.id, title: snippet.title, sources, style }
  const closing = yield* writer.closing(new ClosingRequest({ ...shared, seconds: 14 }))
  const body = seconds - linesSeconds(opening) - linesSeconds(closing)
  const outline = yield* writer.outline(
    new OutlineRequest({ ...shared, passages, opening, seconds: body })
  )
  const segments = yield* Effect.forEach(outline.segments, (plan, index) =>
    writer.segment(
      new SegmentRequest({
        ...shared,
        plan,
        index,
        passages: passages.filter(({ id }) => plan.passages.includes(id)),
        count: outline.segments.length,
        previous: outline.segments[index - 1]?.title ?? "",
        alreadySaid: []
      })
    )
  )
  const told = segments.flatMap(({ lines }) => lines)
  return { passages, opening, outline, segments, told, lines: [...opening, ...told, ...closing] }
})

const factual = (lines: ReadonlyArray<Line>) => lines.filter(({ passages }) => passages.length > 0)
const chatter = (lines: ReadonlyArray<Line>) =>
  lines.filter(({ passages }) => passages.length === 0)

layer(ExtractiveWriter.layer)("ExtractiveWriter", (it) => {
  it.effect("the same request is written the same way", () =>
    Effect.gen(function* () {
      const once = yield* episode("tides", "conversation", 180)
      const again = yield* episode("tides", "conversation", 180)
      assert.deepStrictEqual(once.lines, again.lines)
    })
  )

  it.effect("every factual line is a quotation of its passage", () =>
    Effect.gen(function* () {
      for (const name of topics) {
        const { passages, told } = yield* episode(name, "conversation", 300)
        for (const { passages: ids, text } of factual(told)) {
          const quoted = passages.filter(({ id }) => ids.includes(id))
          assert.strictEqual(quoted.length, ids.length)
          assert.isTrue(quoted.some((passage) => speakable(passage.text).includes(text)))
        }
      }
    })
  )

  it.effect("a sentence that points back comes right after what it points at", () =>
    Effect.gen(function* () {
      let leaning = 0
      for (const name of topics) {
        const { passages, segments } = yield* episode(name, "conversation", 600)
        const known = new Map(sentences(passages).map((each) => [each.passage.id, each]))
        for (const { lines } of segments) {
          const told = factual(lines).flatMap(({ passages: [id] }) => (id && known.get(id)) ?? [])
          told.forEach((sentence, i) => {
            const before = told[i - 1]
            if (!sentence.leans || before === sentence) return
            leaning++
            assert.isTrue(before !== undefined && follows(before, sentence), sentence.text)
          })
        }
      }
      assert.isAbove(leaning, 0)
    })
  )

  it.effect("the length asked for is the length written when the sources suffice", () =>
    Effect.gen(function* () {
      for (const name of topics) {
        for (const style of styles) {
          for (const seconds of [60, 180, 300]) {
            const { lines } = yield* episode(name, style, seconds)
            assert.closeTo(linesSeconds(lines), seconds, seconds / 10, `${name} ${style}`)
          }
        }
      }
    })
  )

  it.effect("an episode is honestly shorter when the sources do not suffice", () =>
    Effect.gen(function* () {
      const { passages, sources } = libraryPages("tides")
      const few = { sources, passages: passages.slice(0, 12) }
      const { lines, outline } = yield* episode("tides", "conversation", 900, few)
      const planned = outline.segments.reduce((sum, { seconds }) => sum + seconds, 0)
      assert.isBelow(planned, 200)
      assert.isBelow(linesSeconds(lines), 240)
    })
  )

  it.effect("nothing is said twice", () =>
    Effect.gen(function* () {
      for (const name of topics) {
        const { lines } = yield* episode(name, "conversation", 300)
        const texts = lines.map(({ text }) => text)
        assert.deepStrictEqual(
          texts.filter((text, i) => texts.indexOf(text) !== i),
          []
        )
      }
    })
  )

  it.effect("no question comes twice in an episode of five segments", () =>
    Effect.gen(function* () {
      for (const name of topics) {
        const { segments, told } = yield* episode(name, "conversation", 300)
        assert.strictEqual(segments.length, 5)
        const questions = chatter(told)
          .flatMap(({ text }) => text.split(/(?<=[.?]) /))
          .filter((text) => text.endsWith("?"))
        assert.isAbove(questions.length, 5)
        assert.strictEqual(new Set(questions).size, questions.length)
      }
    })
  )

  it.effect("the styles differ in who speaks and how much they talk to each other", () =>
    Effect.gen(function* () {
      const share = Effect.fnUntraced(function* (style: Style) {
        const { told } = yield* episode("tides", style, 300)
        return {
          talk: chatter(told).length / told.length,
          guest: factual(told).filter(({ speaker }) => speaker === "guest").length / told.length
        }
      })
      const [conversation, briefing, story] = yield* Effect.all([
        share("conversation"),
        share("briefing"),
        share("story")
      ])
      assert.isAbove(conversation.talk, briefing.talk)
      assert.isAbove(conversation.guest, 0.15)
      assert.isAbove(briefing.guest, 0.15)
      assert.strictEqual(story.guest, 0)
    })
  )

  it.effect("lines can be spoken in a breath, and segments end with a pause", () =>
    Effect.gen(function* () {
      for (const style of styles) {
        const { lines, segments } = yield* episode("tides", style, 300)
        for (const { text, pauseMillis } of lines) {
          assert.isAtMost(wordCount(text), 45)
          assert.isTrue(pauseMillis >= 250 && pauseMillis <= 900)
        }
        for (const segment of segments)
          assert.isAtLeast(segment.lines.at(-1)?.pauseMillis ?? 0, 700)
      }
    })
  )

  it.effect("a segment follows its corrected length and leaves out what was said", () =>
    Effect.gen(function* () {
      const writer = yield* ScriptWriter
      const { passages, sources } = libraryPages("tides")
      const { outline } = yield* episode("tides", "conversation", 300)
      const plan = outline.segments[0]
      assert.isDefined(plan)
      const write = (seconds: number, alreadySaid: SegmentPlan["passages"]) =>
        writer.segment(
          new SegmentRequest({
            topicId: TopicId.make("tides"),
            title: "Tides",
            plan: new SegmentPlan({ ...plan, seconds }),
            passages: passages.filter(({ id }) => plan.passages.includes(id)),
            sources,
            style: "conversation",
            index: 0,
            count: 5,
            previous: "",
            alreadySaid
          })
        )
      for (const seconds of [25, 40, 55]) {
        const { lines } = yield* write(seconds, [])
        assert.closeTo(linesSeconds(lines), seconds, seconds * 0.15)
      }
      const first = yield* write(30, [])
      const said = factual(first.lines).flatMap(({ passages: ids }) => ids)
      const second = yield* write(30, said)
      assert.isTrue(
        factual(second.lines).every(({ passages: ids }) => !ids.some((id) => said.includes(id)))
      )
      assert.deepStrictEqual(
        yield* Effect.flip(write(30, plan.passages)),
        new WritingFailed({ reason: "nothing is left to quote for this segment" })
      )
    })
  )

  it.effect("the opening fills its time and claims nothing of its own", () =>
    Effect.gen(function* () {
      const writer = yield* ScriptWriter
      for (const style of styles) {
        for (const name of topics) {
          const { passages } = libraryPages(name)
          const topic = topicOf(name)
          const read = yield* writer.snippet(new SnippetRequest({ topic, passages }))
          const wish = unread(new Topic({ ...topic, sources: [] }))
          for (const snippet of [read, wish]) {
            const lines = yield* writer.opening(new OpeningRequest({ snippet, style, seconds: 25 }))
            assert.isEmpty(factual(lines))
            assert.isTrue(linesSeconds(lines) >= 14 && linesSeconds(lines) <= 25.5)
          }
        }
      }
    })
  )

  it.effect("the closing thanks, names the sources and says how it was made", () =>
    Effect.gen(function* () {
      const writer = yield* ScriptWriter
      const { sources } = libraryPages("tides")
      const lines = yield* writer.closing(
        new ClosingRequest({
          topicId: TopicId.make("tides"),
          title: "Tides",
          sources,
          style: "story",
          seconds: 30
        })
      )
      const text = lines.map((each) => each.text).join(" ")
      for (const title of ["Living with the tide", "Predicting the tide", "Why the sea rises"]) {
        assert.include(text, title)
      }
      assert.match(text, /Thank you/)
      assert.match(text, /without a language model/)
    })
  )

  it.effect("a snippet is bounded whatever the title is", () =>
    Effect.gen(function* () {
      const writer = yield* ScriptWriter
      const { passages } = libraryPages("tides")
      for (const title of [
        "🌊".repeat(100),
        "<script>alert(1)</script>",
        "مد".repeat(100),
        "word ".repeat(40)
      ]) {
        const snippet = yield* writer.snippet(
          new SnippetRequest({ topic: topicOf("tides", title), passages })
        )
        assert.isAtMost(snippet.title.length, 160)
        assert.isAtMost(snippet.teaser.length, 320)
        assert.notMatch(`${snippet.title}${snippet.coverPrompt}`, /[<>]/)
        const lines = yield* writer.opening(
          new OpeningRequest({ snippet, style: "conversation", seconds: 20 })
        )
        assert.isTrue(lines.every(({ text }) => !/[<>]/.test(text) && text.length <= 400))
      }
    })
  )

  it.effect("fewer than eight usable sentences are too little", () =>
    Effect.gen(function* () {
      const writer = yield* ScriptWriter
      const { passages, source } = page(
        "thin.md",
        "# Thin\nThe tide turns twice a day. The Moon pulls at the sea. Click here to subscribe now."
      )
      const topic = topicOf("tides")
      const snippet = yield* Effect.flip(writer.snippet(new SnippetRequest({ topic, passages })))
      const outline = yield* Effect.flip(
        writer.outline(
          new OutlineRequest({
            topicId: topic.id,
            title: topic.title,
            passages,
            sources: [source],
            style: "story",
            seconds: 60,
            opening: []
          })
        )
      )
      const expected = new TooLittleMaterial({ usable: 2, needed: 8 })
      assert.deepStrictEqual(snippet, expected)
      assert.deepStrictEqual(outline, expected)
    })
  )
})

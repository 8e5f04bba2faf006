import { assert, layer } from "@effect/vitest"
import { type Hosts, hostsOf } from "@aethercast/domain/Hosts"
import { type Line, SegmentPlan, Style } from "@aethercast/domain/Script"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { DateTime, Effect } from "effect"
import * as ExtractiveWriter from "../../src/writing/ExtractiveWriter.ts"
import { closingSeconds } from "../../src/orchestrator/LengthBudget.ts"
import { unreadSnippet } from "../../src/writing/Headline.ts"
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
const styles = Style.literals

const topicOf = (name: string, title = `All about ${name}`) =>
  new Topic({
    id: TopicId.make(name),
    title,
    summary: "",
    tags: ["science"],
    publishedAt: DateTime.makeUnsafe(0),
    sources: libraryPages(name).sources
  })

/** The lines of an episode of about the given seconds, asked for as the orchestrator does. */
const episode = Effect.fnUntraced(function* (
  name: string,
  style: Style,
  seconds: number,
  { passages, sources }: ReturnType<typeof libraryPages> = libraryPages(name),
  hosts: Hosts = hostsOf(2)
) {
  const writer = yield* ScriptWriter
  const topic = topicOf(name)
  const snippet = yield* writer.snippet(new SnippetRequest({ topic, passages }))
  const opening = yield* writer.opening(new OpeningRequest({ snippet, style, hosts, seconds: 20 }))
  const shared = { topicId: topic.id, title: snippet.title, sources, style, hosts }
  const closing = yield* writer.closing(new ClosingRequest({ ...shared, seconds: 14 }))
  const bodySeconds = seconds - linesSeconds(opening) - linesSeconds(closing)
  const outline = yield* writer.outline(
    new OutlineRequest({ ...shared, passages, opening, seconds: bodySeconds })
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
  const spoken = segments.flatMap(({ lines }) => lines)
  const lines = [...opening, ...spoken, ...closing]
  return { passages, opening, outline, segments, body: spoken, lines }
})

const quotations = (lines: ReadonlyArray<Line>) =>
  lines.filter(({ passages }) => passages.length > 0)
const remarks = (lines: ReadonlyArray<Line>) =>
  lines.filter(({ passages }) => passages.length === 0)

layer(ExtractiveWriter.layer)("ExtractiveWriter", (it) => {
  it.effect("writes the same lines for the same request", () =>
    Effect.gen(function* () {
      const once = yield* episode("tides", "conversation", 180)
      const again = yield* episode("tides", "conversation", 180)
      assert.deepStrictEqual(once.lines, again.lines)
    })
  )

  it.effect("quotes the passage of every line that has one", () =>
    Effect.gen(function* () {
      for (const name of topics) {
        const { body, passages } = yield* episode(name, "conversation", 300)
        for (const { passages: ids, text } of quotations(body)) {
          const quoted = passages.filter(({ id }) => ids.includes(id))
          assert.strictEqual(quoted.length, ids.length)
          assert.isTrue(quoted.some((passage) => speakable(passage.text).includes(text)))
        }
      }
    })
  )

  it.effect("puts a sentence that depends on the previous one directly after it", () =>
    Effect.gen(function* () {
      let dependent = 0
      for (const name of topics) {
        const { passages, segments } = yield* episode(name, "conversation", 600)
        const known = new Map(sentences(passages).map((each) => [each.passage.id, each]))
        for (const { lines } of segments) {
          const quoted = quotations(lines).flatMap(
            ({ passages: [id] }) => (id && known.get(id)) ?? []
          )
          quoted.forEach((sentence, i) => {
            const before = quoted[i - 1]
            if (!sentence.dependsOnPrevious || before === sentence) return
            dependent++
            assert.isTrue(before !== undefined && follows(before, sentence), sentence.text)
          })
        }
      }
      assert.isAbove(dependent, 0)
    })
  )

  it.effect("plans two or three chapters for an episode of up to three minutes", () =>
    Effect.gen(function* () {
      for (const name of topics) {
        for (const seconds of [120, 180]) {
          const { segments } = yield* episode(name, "conversation", seconds)
          assert.isTrue(segments.length === 2 || segments.length === 3, `${segments.length}`)
        }
      }
    })
  )

  it.effect("opens a chapter of a conversation with the words of whoever does not read", () =>
    Effect.gen(function* () {
      for (const name of topics) {
        const { segments } = yield* episode(name, "conversation", 180)
        for (const { lines } of segments.slice(1)) {
          const [opening, quotation] = lines
          assert.isEmpty(opening?.passages)
          assert.isNotEmpty(quotation?.passages)
          assert.notStrictEqual(opening?.speaker, quotation?.speaker)
        }
      }
    })
  )

  it.effect("reads its sources in passages: most sentences go on where the one before ends", () =>
    Effect.gen(function* () {
      for (const name of topics) {
        const { body, passages } = yield* episode(name, "conversation", 180)
        const known = new Map(sentences(passages).map((each) => [each.passage.id, each]))
        const quoted = quotations(body).flatMap(({ passages: [id] }) => (id && known.get(id)) ?? [])
        const jumps = quoted.filter((sentence, i) => {
          const previous = quoted[i - 1]
          return previous !== sentence && (previous === undefined || !follows(previous, sentence))
        })
        assert.isBelow(jumps.length, quoted.length / 2, name)
      }
    })
  )

  it.effect("gives a name in full before its short form, although the chapter is elsewhere", () =>
    Effect.gen(function* () {
      const { body } = yield* episode("longitude", "conversation", 180)
      const texts = quotations(body).map(({ text }) => text)
      const short = texts.findIndex((text) => text.includes("Harrison"))
      assert.isAtLeast(short, 0)
      assert.include(texts[short], "John Harrison")
    })
  )

  it.effect("writes the length asked for when there is enough material", () =>
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

  it.effect("writes a shorter episode when there is too little material", () =>
    Effect.gen(function* () {
      const { passages, sources } = libraryPages("tides")
      const few = { sources, passages: passages.slice(0, 12) }
      const { lines, outline } = yield* episode("tides", "conversation", 900, few)
      const planned = outline.segments.reduce((sum, { seconds }) => sum + seconds, 0)
      assert.isBelow(planned, 200)
      assert.isBelow(linesSeconds(lines), 240)
    })
  )

  it.effect("says nothing twice", () =>
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

  it.effect("asks no question twice in an episode of four chapters", () =>
    Effect.gen(function* () {
      for (const name of topics) {
        const { body, segments } = yield* episode(name, "conversation", 300)
        assert.strictEqual(segments.length, 4)
        const questions = remarks(body)
          .flatMap(({ text }) => text.split(/(?<=[.?]) /))
          .filter((text) => text.endsWith("?"))
        assert.isAbove(questions.length, 5)
        assert.strictEqual(new Set(questions).size, questions.length)
      }
    })
  )

  it.effect("asks to go on only where the next sentence follows the last one in its source", () =>
    Effect.gen(function* () {
      const goingOn =
        /\b(?:and then\?|and further\?|comes next\?|go on[.?]|keep going|carry on|stop there)/i
      let asked = 0
      for (const name of topics) {
        for (const style of styles) {
          const { body, passages } = yield* episode(name, style, 300)
          const known = new Map(sentences(passages).map((each) => [each.passage.id, each]))
          const quotedIn = (line: Line | undefined) =>
            line?.passages.flatMap((id) => known.get(id) ?? [])[0]
          body.forEach((line, at) => {
            if (line.passages.length > 0 || !goingOn.test(line.text)) return
            asked++
            const last = quotedIn(quotations(body.slice(0, at)).at(-1))
            const next = quotedIn(quotations(body.slice(at))[0])
            assert.isDefined(last)
            assert.isDefined(next)
            assert.isTrue(follows(last, next), `${line.text} ${next.text}`)
          })
        }
      }
      assert.isAbove(asked, 0)
    })
  )

  it.effect("gives each style its own share of remarks and of quotations by the guest", () =>
    Effect.gen(function* () {
      const share = Effect.fnUntraced(function* (style: Style) {
        const { body } = yield* episode("tides", style, 300)
        const byGuest = quotations(body).filter(({ speaker }) => speaker === "guest")
        return {
          remarks: remarks(body).length / body.length,
          guest: byGuest.length / body.length
        }
      })
      const [conversation, briefing, story] = yield* Effect.all([
        share("conversation"),
        share("briefing"),
        share("story")
      ])
      assert.isAbove(conversation.remarks, briefing.remarks)
      assert.isAbove(conversation.guest, 0.15)
      assert.isAbove(briefing.guest, 0.15)
      assert.strictEqual(story.guest, 0)
    })
  )

  it.effect("lets each of three or four hosts read, and none alone ask", () =>
    Effect.gen(function* () {
      for (const count of [3, 4]) {
        for (const style of ["conversation", "interview", "debate"] as const) {
          const { body } = yield* episode(
            "tides",
            style,
            300,
            libraryPages("tides"),
            hostsOf(count)
          )
          const readers = new Set(quotations(body).map(({ speaker }) => speaker))
          const expected = style === "interview" ? hostsOf(count).slice(1) : [...hostsOf(count)]
          assert.sameMembers([...readers], expected, style)
        }
      }
      for (const style of ["briefing", "story", "explainer"] as const) {
        const { body, opening } = yield* episode(
          "tides",
          style,
          180,
          libraryPages("tides"),
          hostsOf(1)
        )
        const others = [...opening, ...body].filter(({ speaker }) => speaker !== "host")
        assert.deepStrictEqual(others, [], style)
      }
    })
  )

  it.effect("keeps lines within one breath, and ends segments with a pause", () =>
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

  it.effect("follows the corrected length of a segment, and leaves out what was said already", () =>
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
      const said = quotations(first.lines).flatMap(({ passages: ids }) => ids)
      const second = yield* write(30, said)
      assert.isTrue(
        quotations(second.lines).every(({ passages: ids }) => !ids.some((id) => said.includes(id)))
      )
      assert.deepStrictEqual(
        yield* Effect.flip(write(30, plan.passages)),
        new WritingFailed({ reason: "nothing is left to quote for this segment" })
      )
    })
  )

  it.effect("fills the time of the opening, and claims nothing in it", () =>
    Effect.gen(function* () {
      const writer = yield* ScriptWriter
      for (const style of styles) {
        for (const name of topics) {
          const { passages } = libraryPages(name)
          const topic = topicOf(name)
          const read = yield* writer.snippet(new SnippetRequest({ topic, passages }))
          const unread = unreadSnippet(new Topic({ ...topic, sources: [] }))
          for (const snippet of [read, unread]) {
            const lines = yield* writer.opening(new OpeningRequest({ snippet, style, seconds: 25 }))
            assert.isEmpty(quotations(lines))
            assert.isTrue(linesSeconds(lines) >= 14 && linesSeconds(lines) <= 25.5)
          }
        }
      }
    })
  )

  it.effect("thanks, names the sources and says how the episode was made in the closing", () =>
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

  it.effect("greets and takes leave in other words for another topic, within the time for it", () =>
    Effect.gen(function* () {
      const writer = yield* ScriptWriter
      const ends = yield* Effect.forEach(["tides", "sleep", "coffee", "bees", "cables"], (name) =>
        Effect.gen(function* () {
          const snippet = unreadSnippet(topicOf("tides", name))
          const opening = yield* writer.opening(
            new OpeningRequest({ snippet, style: "conversation", seconds: 6 })
          )
          const closing = yield* writer.closing(
            new ClosingRequest({
              topicId: TopicId.make(name),
              title: name,
              sources: libraryPages("tides").sources.slice(0, 1),
              style: "conversation",
              seconds: closingSeconds(60)
            })
          )
          assert.isAtMost(linesSeconds(opening), 8)
          assert.isAtMost(linesSeconds(closing), closingSeconds(60) + 2)
          return closing.at(-1)?.text
        })
      )
      assert.isAbove(new Set(ends).size, 1)
    })
  )

  it.effect("does not announce the titles of documents", () =>
    Effect.gen(function* () {
      for (const name of topics) {
        const { body } = yield* episode(name, "conversation", 300)
        const titles = libraryPages(name).sources.map(({ title }) => title)
        for (const { text } of remarks(body)) {
          assert.isFalse(
            titles.some((title) => text.includes(title)),
            text
          )
        }
      }
    })
  )

  /** The first line of a segment of that name, second of three. */
  const introduction = Effect.fnUntraced(function* (title: string) {
    const writer = yield* ScriptWriter
    const { passages, sources } = libraryPages("tides")
    const { lines } = yield* writer.segment(
      new SegmentRequest({
        topicId: TopicId.make("tides"),
        title: "Tides",
        plan: new SegmentPlan({ title, passages: passages.map(({ id }) => id), seconds: 40 }),
        passages,
        sources,
        style: "conversation",
        index: 1,
        count: 3,
        previous: "",
        alreadySaid: []
      })
    )
    return lines[0]?.text ?? ""
  })

  it.effect("announces a segment by a name that claims nothing and stands by itself", () =>
    Effect.gen(function* () {
      for (const title of ["A computer made of brass", "A crop that is running uphill"]) {
        assert.include((yield* introduction(title)).toLowerCase(), title.toLowerCase())
      }
      for (const title of [
        "The Moon is blamed early",
        "A carpenter comes to London",
        "What happens without it"
      ]) {
        const text = yield* introduction(title)
        assert.notInclude(text.toLowerCase(), title.toLowerCase())
        assert.match(text, /^\S+(?: \S+){0,12}[.?]$/)
      }
    })
  )

  it.effect("asks about a segment whose name is an indirect question", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* introduction("Why the Sun comes second"),
        "Why does the Sun come second?"
      )
      assert.match(yield* introduction("What fire does"), / what fire does\.$/)
      assert.strictEqual(yield* introduction("Why is that?"), "Why is that?")
    })
  )

  it.effect("bounds a snippet whatever its title is", () =>
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

  it.effect("fails with fewer than eight usable sentences", () =>
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

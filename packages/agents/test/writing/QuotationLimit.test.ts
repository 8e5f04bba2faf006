import { hostsOf } from "@aethercast/domain/Hosts"
import { closingLines, openingLines } from "@aethercast/agents/writing/OpeningAndClosing"
import { unreadSnippet } from "@aethercast/agents/writing/Headline"
import { Snippet } from "@aethercast/domain/Snippet"
import { isOpen, maxQuotedWords, quotable } from "@aethercast/agents/writing/QuotationLimit"
import { sourceId } from "@aethercast/agents/sources/Article"
import { DocumentId, documentUrl } from "@aethercast/domain/ListenerDocument"
import { Passage, Source } from "@aethercast/domain/Source"
import { assert, describe, it } from "@effect/vitest"
import { passageOf, topicOf } from "../agents/Fixtures.ts"

const sourceAt = (url: string) =>
  new Source({ id: sourceId(url), url, title: "A page", site: "A site" })

const page = sourceAt("https://paper.example/story")
const article = sourceAt("https://en.wikipedia.org/wiki/Tide")
const upload = sourceAt(documentUrl(DocumentId.make("a".repeat(32))))
const shipped = sourceAt("http://library.internal/tides/why.md")

/** Sentences of nine words, or of more. */
const passagesOf = (source: Source, count: number, more = "") =>
  Array.from({ length: count }, (_, n) =>
    passageOf(source, n, `Sentence number ${n} tells of water and of${more} stones.`)
  )

const words = (passages: ReadonlyArray<{ readonly text: string }>) =>
  passages.flatMap(({ text }) => text.split(" ")).length

describe("QuotationLimit", () => {
  it("is lifted for the library, for what a listener uploaded and for openly licensed sites", () => {
    assert.isTrue([article, upload, shipped].every(isOpen))
    for (const source of [article, upload, shipped]) {
      assert.lengthOf(quotable(passagesOf(source, 40), [source]), 40)
    }
  })

  it("holds for any other page, also when a listener named it", () => {
    assert.isFalse(isOpen(page))
    assert.isFalse(isOpen({ url: "https://wikipedia.org.evil.example/" }))
    assert.isFalse(isOpen({ url: "https://evil.example/en.wikipedia.org" }))
    const quoted = quotable(passagesOf(page, 40), [page])
    assert.lengthOf(quoted, 10)
    assert.isAtMost(words(quoted), maxQuotedWords)
  })

  it("leaves room first for what is about the focus", () => {
    const passages = passagesOf(page, 40).map((passage) =>
      passage.position < 35 ? passage : new Passage({ ...passage, focus: 1 })
    )
    assert.deepStrictEqual(
      quotable(passages, [page]).map(({ position }) => position),
      [0, 1, 2, 3, 4, 35, 36, 37, 38, 39]
    )
  })

  it("holds for a passage whose source is unknown", () => {
    assert.isAtMost(words(quotable(passagesOf(page, 40), [])), maxQuotedWords)
  })

  it("counts each source by itself, and keeps the order of the passages", () => {
    const other = sourceAt("https://other.example/")
    const all = [...passagesOf(page, 20), ...passagesOf(shipped, 20), ...passagesOf(other, 20)]
    const quoted = quotable(all, [page, shipped, other])
    assert.lengthOf(quoted, 40)
    assert.deepStrictEqual(
      quoted,
      all.filter((passage) => quoted.includes(passage))
    )
  })

  it("prefers sentences of which several fit, and takes the same ones again", () => {
    const long = passagesOf(page, 2, " many".repeat(40))
    const short = passagesOf(page, 8).map((passage) =>
      passageOf(page, passage.position + 2, passage.text)
    )
    const quoted = quotable([...long, ...short], [page])
    assert.deepStrictEqual(quoted, short)
    assert.deepStrictEqual(quotable(quoted, [page]), quoted)
  })

  it("never quotes a sentence that alone is longer", () => {
    assert.deepStrictEqual(quotable(passagesOf(page, 3, " many".repeat(90)), [page]), [])
  })

  it("is told in the closing of an episode that quotes a closed source, and only there", () => {
    const closing = (source: Source) =>
      closingLines([source], "briefing", 30, "seed").map(({ text }) => text)
    assert.include(closing(page).join(" "), "we quote only a little")
    assert.notInclude(closing(shipped).join(" "), "we quote only a little")
  })

  it("leaves the teaser out of the opening of an episode about a closed source", () => {
    const opening = (source: Source) =>
      openingLines(
        new Snippet({ ...unreadSnippet(topicOf("stones", source)), teaser: "Stones can float." }),
        "briefing",
        hostsOf(2),
        30
      ).map(({ text }) => text)
    assert.include(opening(shipped), "Stones can float.")
    assert.notInclude(opening(page), "Stones can float.")
    assert.include(opening(page).join(" "), "We found it here")
  })
})

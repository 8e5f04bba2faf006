import { randomBytes } from "node:crypto"
import { relevantPassages } from "@aethercast/agents/relevance/ArticleRelevance"
import { Lexicon } from "@aethercast/agents/relevance/Lexicon"
import * as TopicQuery from "@aethercast/agents/relevance/TopicQuery"
import * as SeededRandom from "@aethercast/agents/SeededRandom"
import { passages } from "@aethercast/agents/sources/Article"
import { CachedHttp } from "@aethercast/agents/sources/fetch/CachedHttp"
import { GuardedHttp } from "@aethercast/agents/sources/GuardedHttp"
import { Library, shippedLibrary } from "@aethercast/agents/sources/Library"
import { Reader } from "@aethercast/agents/sources/Reader"
import { SearchProvider } from "@aethercast/agents/sources/search/SearchProvider"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { Material, Materials } from "@aethercast/agents/store/Materials"
import * as Pronunciations from "@aethercast/agents/voice/normalization/Pronunciations"
import { spokenPieces } from "@aethercast/agents/voice/SpokenPieces"
import { spokenText, spokenWords } from "@aethercast/agents/voice/SpokenText"
import { Utterance } from "@aethercast/agents/voice/SpeechSynthesizer"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it, layer } from "@effect/vitest"
import { type Context, Effect, Layer, Option, Schema } from "effect"
import { BlobsLayer } from "../agents/Fixtures.ts"
import { longestTurn } from "../EventLoopTime.ts"
import * as TestSources from "../TestSources.ts"
import { docx } from "./files/Documents.ts"
import { folderOf, serve } from "./LibraryHarness.ts"

/** More different words than a document has room for, in sentences of ten. */
const paragraphs = (() => {
  const random = SeededRandom.make("event loop")
  const word = () =>
    Math.floor(random() * 100_000)
      .toString(26)
      .replaceAll(/\d/g, "e")
  const sentence = () => `The ${Array.from({ length: 9 }, word).join(" ")}.`
  return Array.from({ length: 1500 }, () => Array.from({ length: 20 }, sentence).join(" "))
})()

/** As long as a text may be: 2 MB. */
const text = paragraphs.join("\n\n").slice(0, 2 * 1024 * 1024)

/** Files as large as the library reads them, and one with a picture of 12 MB. */
const files = {
  "sentences.txt": text,
  "fragments.txt": "It rains. Why? ".repeat(130_000),
  "page.html": `<article>${paragraphs.map((one) => `<p>${one}</p>`).join("")}`.slice(
    0,
    text.length
  ),
  "notes.md": paragraphs
    .slice(0, 400)
    .map((one, n) => `## Part ${n}\n\n${one}`)
    .join("\n\n"),
  "book.docx": docx(
    paragraphs
      .slice(0, 300)
      .map((one) => `<w:p><w:r><w:t>${one}</w:t></w:r></w:p>`)
      .join(""),
    { "word/media/image1.png": randomBytes(12_000_000).toString("base64") }
  )
}

const words =
  "how the tides come in twice a day at noon, why ships need longitude, and what coffee houses had to do with the industry of the old town and its bees"

const feed = `<rss version="2.0"><channel><title>News</title>${Array.from(
  { length: 200 },
  (_, n) =>
    `<item><title>Story ${n}</title><link>http://news.test/${n}</link><guid>${n}</guid><description>${paragraphs.slice(n * 6, n * 6 + 6).join(" ")}</description></item>`
).join("")}</channel></rss>`

const noPronunciations = Pronunciations.make([])

const MaterialsLayer = Materials.layerNoDeps.pipe(Layer.provide(BlobsLayer))

/** Processor time of the longest turn of the event loop, in milliseconds, and the value. */
const assertShort = Effect.fnUntraced(function* <A, E, R>(
  what: string,
  effect: Effect.Effect<A, E, R>
) {
  const { millis, value } = yield* longestTurn(effect)
  assert.isBelow(millis, 50, what)
  return value
})

/** Reads the first document of a library, and all that follows until the writer has it. */
const readAll = Effect.fnUntraced(function* (
  sources: Context.Context<Layer.Success<ReturnType<typeof TestSources.layer>>>
) {
  return yield* Effect.gen(function* () {
    assert.deepStrictEqual(yield* (yield* Library).problems, [])
    const [topic] = yield* (yield* TopicSource).topics
    const source = yield* Effect.fromNullishOr(topic?.sources[0])
    const article = yield* assertShort("when it is read", (yield* Reader).read(source))
    const all = yield* assertShort(
      "when it is cut into passages",
      Effect.sync(() => passages(article, 2000))
    )
    yield* assertShort(
      "when it is judged",
      relevantPassages(TopicQuery.make(yield* Lexicon, words), article.title, all, "strict")
    )
    const materials = yield* Materials
    const id = yield* assertShort(
      "when its passages are stored",
      materials.save(new Material({ sources: [source], passages: all }), "episode")
    )
    yield* assertShort("when they are loaded", materials.load(id))
    return all.length
  }).pipe(Effect.provideContext(sources))
})

/** The engine compiles the code when it runs for the first time. */
const WarmLayer = Layer.effectDiscard(
  Layer.build(Layer.fresh(TestSources.layer([shippedLibrary]))).pipe(
    Effect.flatMap(readAll),
    Effect.scoped
  )
).pipe(Layer.provideMerge(Layer.merge(NodeServices.layer, MaterialsLayer)))

layer(WarmLayer, { excludeTestServices: true })(
  "the largest documents occupy the event loop for less than 50 ms at a time",
  (it) => {
    for (const [name, content] of Object.entries(files)) {
      it.effect(name, () =>
        Effect.gen(function* () {
          const folder = yield* folderOf({ [name]: content })
          const sources = yield* assertShort(
            "when the library reads it",
            Layer.build(Layer.fresh(TestSources.layer([folder])))
          )
          yield* readAll(sources)
        })
      )
    }

    it.effect("a library that is full of them", () =>
      Effect.gen(function* () {
        const folder = yield* folderOf(
          Object.fromEntries(
            paragraphs.map((one, n) => [`topic-${n % 200}/${n}.md`, `# Title ${n}\n\n${one}`])
          )
        )
        const sources = yield* assertShort(
          "when it is read",
          Layer.build(Layer.fresh(TestSources.layer([folder])))
        )
        yield* Effect.gen(function* () {
          const library = yield* Library
          yield* assertShort("when it is searched", library.search(words, 20))
          yield* assertShort("as a feed", (yield* TopicSource).topics)
        }).pipe(Effect.provideContext(sources))
      })
    )

    it.effect("a feed", () =>
      Effect.gen(function* () {
        const port = yield* serve((_, response) => response.end(feed))
        const address = "http://news.test/feed"
        const topics = TopicSource.use((feeds) =>
          assertShort("when it is read", feeds.topics)
        ).pipe(
          Effect.provide(
            TopicSource.layerWith({ feeds: [address], searches: [] }).pipe(
              Layer.provide([CachedHttp.layerMemory, SearchProvider.layerOffline]),
              Layer.provide(GuardedHttp.layerWith({ local: new Map([["http://news.test", port]]) }))
            )
          )
        )
        assert.lengthOf(yield* topics, 200)
      })
    )
  }
)

/** As long as a line may be. */
const lineLength = 2000

/** A line consists of one of them: what each rule of the normalization has most work with. */
const lineParts = [
  "word ",
  "a",
  "a. ",
  "a, ",
  "a-b-",
  "1",
  "1,234,567.89 ",
  "1-2",
  "+1",
  "1/2/3/",
  "½",
  "10²",
  "x^2+y_1=3/4 ",
  "€1,000.00-",
  "3.5% ",
  "5 km/h ",
  "2024-05-06 12:30:15 ",
  "10:30pm ",
  "1st 22nd ",
  "XIV ",
  "e.g. U.S.A. ",
  "((",
  "<a>",
  "**[a](b)** ",
  "&amp;",
  "http://a.test/b?c=d "
]

describe("the longest line occupies the event loop for less than 50 ms before it is spoken", () => {
  it("has the length that is assumed here", () => {
    const isText = Schema.is(Utterance.fields.text)
    assert.isTrue(isText("a".repeat(lineLength)))
    assert.isFalse(isText("a".repeat(lineLength + 1)))
  })

  for (const part of lineParts) {
    const line = part.repeat(lineLength).slice(0, lineLength)

    it.live(JSON.stringify(part), () =>
      Effect.gen(function* () {
        const pieces = Effect.sync(() => spokenPieces(Option.getOrElse(spokenText(line), () => "")))
        yield* assertShort("for flite", pieces)
        const german = Effect.sync(() => spokenWords(line, "de", noPronunciations))
        yield* assertShort("for a speech server, in German", german)
      })
    )
  }
})

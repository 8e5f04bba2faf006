import { fileURLToPath } from "node:url"
import { Lexicon } from "@aethercast/agents/relevance/Lexicon"
import { Article, passages, sourceId } from "@aethercast/agents/sources/Article"
import { Extractor } from "@aethercast/agents/sources/Extractor"
import { Library, shippedLibrary } from "@aethercast/agents/sources/Library"
import { documentPath, type LibraryDocument } from "@aethercast/agents/sources/LibraryTopic"
import { Reader } from "@aethercast/agents/sources/Reader"
import { SourceUnreadable } from "@aethercast/agents/sources/SourceFailure"
import { TopicSource } from "@aethercast/agents/sources/TopicSource"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { type Passage, type PassageId, Source } from "@aethercast/domain/Source"
import { NodeServices } from "@effect/platform-node"
import { Context, Effect, Layer } from "effect"
import * as PlainBm25 from "./PlainBm25.ts"

/** A document of the shipped library, or a page of the fixture web. */
export interface FixtureDocument {
  /** As the labels name it: `coffee/the-chemistry-of-a-cup.md`, `web/tea.html`. */
  readonly path: string
  readonly article: Article
  readonly passages: ReadonlyArray<Passage>
}

const libraryOf = (folder: string) => Library.layer({ folders: [folder] })
const webFolder = fileURLToPath(new URL("./web", import.meta.url))
const entries = Effect.flatMap(Library, (library) => library.entries)

/** Everything that can be read in the benchmark. */
export class FixtureSources extends Context.Service<
  FixtureSources,
  {
    readonly documents: ReadonlyArray<FixtureDocument>
    passage(id: PassageId): readonly [FixtureDocument, Passage] | undefined
    /** What plain BM25 finds in the library and in the web. */
    plainSearch(words: string, limit: number): ReadonlyArray<Source>
  }
>()("@aethercast/bench/relevance/FixtureSources") {
  static readonly layer = Layer.effect(
    FixtureSources,
    Effect.gen(function* () {
      const shipped = yield* entries
      const web = yield* Effect.provide(entries, libraryOf(webFolder))
      const { extract } = yield* Extractor
      const read = Effect.fnUntraced(function* (document: LibraryDocument) {
        const { bytes, mediaType } = document
        const prose = yield* extract({ mediaType, bytes, charset: "utf-8", url: libraryOrigin })
        const article = new Article({ ...prose, source: sourceOf(document) })
        return { path: pathOf(document), article, passages: passages(article, 2000) }
      })
      const documents = yield* Effect.forEach(
        [...shipped, ...web].flatMap((topic) => topic.documents),
        read
      )
      const byId = new Map(
        documents.flatMap((document) =>
          document.passages.map((passage) => [passage.id, [document, passage] as const])
        )
      )
      return FixtureSources.of({
        documents,
        passage: (id) => byId.get(id),
        plainSearch: (words, limit) =>
          PlainBm25.rank(words, documents, textOf, limit).map(({ article }) => article.source)
      })
    })
  )
}

/** The library as the product searches it; the web as a search engine that returns every page with a word of the query. */
const TopicSourceLayer = Layer.effect(
  TopicSource,
  Effect.gen(function* () {
    const library = yield* Library
    const { documents } = yield* FixtureSources
    const pages = documents.filter(({ path }) => path.startsWith("web/"))
    return TopicSource.of({
      topics: Effect.succeed([]),
      find: (words, limit) =>
        Effect.map(library.search(words, limit), (found) => [
          ...found.map(sourceOf),
          ...PlainBm25.rank(words, pages, textOf, limit).map(({ article }) => article.source)
        ])
    })
  })
)

const ReaderLayer = Layer.effect(
  Reader,
  Effect.map(FixtureSources, ({ documents }) => {
    const articles = new Map(documents.map(({ article }) => [article.source.id, article]))
    return Reader.of({
      read: ({ id, url }) => {
        const article = articles.get(id)
        return article === undefined
          ? Effect.fail(new SourceUnreadable({ url, reason: "there is no such page" }))
          : Effect.succeed(article)
      }
    })
  })
)

/** What the harvester needs, from the shipped library and the pages in `bench/relevance/web`. */
export const layer = Layer.mergeAll(TopicSourceLayer, ReaderLayer, Lexicon.layer).pipe(
  Layer.provideMerge(FixtureSources.layer),
  Layer.provide([libraryOf(shippedLibrary), Extractor.layer]),
  Layer.provide(NodeServices.layer),
  Layer.orDie
)

/** A page is a topic of its own: a file in the folder itself. */
const isPage = ({ file, topic }: LibraryDocument): boolean => file === `${topic}.html`

const pathOf = (document: LibraryDocument): string =>
  isPage(document) ? `web/${document.file}` : documentPath(document).slice(1)

const sourceOf = (document: LibraryDocument): Source => {
  const url = `${libraryOrigin}${documentPath(document)}`
  return new Source({ id: sourceId(url), url, title: document.title, site: "fixture" })
}

const textOf = ({ article: { paragraphs, title } }: FixtureDocument): PlainBm25.Text => ({
  title,
  body: paragraphs.map(({ text }) => text).join(" ")
})

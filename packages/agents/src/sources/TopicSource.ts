import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import type { Source } from "@aethercast/domain/Source"
import type { Topic } from "@aethercast/domain/Topic"
import { Array, Context, Effect, Layer } from "effect"
import { Extractor } from "./Extractor.ts"
import { makeFeedReader } from "./FeedReader.ts"
import { documentsOf, toTopics } from "./FeedTopics.ts"
import { interleaved, SearchProvider } from "./search/SearchProvider.ts"
import type { SourceUnavailable } from "./SourceFailure.ts"

/** The feeds that topics come from. */
export interface Subscriptions {
  /** Addresses of RSS, Atom, RDF or JSON feeds; each entry is a topic. */
  readonly feeds: ReadonlyArray<string>
  /** Searches that return a feed; `{searchTerms}` is a placeholder as in OpenSearch. */
  readonly searches: ReadonlyArray<string>
}

export const librarySubscriptions: Subscriptions = {
  feeds: [`${libraryOrigin}/feed.xml`],
  searches: [`${libraryOrigin}/search?q={searchTerms}`]
}

/**
 * Finds topics in feeds, and documents with searches. A feed that fails is left out with a warning; it is
 * an error when all of them fail.
 */
export class TopicSource extends Context.Service<
  TopicSource,
  {
    /** The topics of all feeds, newest first, without duplicates, at most 200. */
    readonly topics: Effect.Effect<ReadonlyArray<Topic>, SourceUnavailable>
    /** Documents that match a query: by turns one of the feeds and one of the web, the best first. */
    find(words: string, limit: number): Effect.Effect<ReadonlyArray<Source>, SourceUnavailable>
  }
>()("@aethercast/agents/sources/TopicSource") {
  static readonly layerWith = (subscriptions: Subscriptions) =>
    Layer.effect(
      TopicSource,
      Effect.gen(function* () {
        const readFeeds = yield* makeFeedReader
        const web = yield* SearchProvider

        return TopicSource.of({
          topics: Effect.map(readFeeds(subscriptions.feeds), toTopics),
          find: Effect.fn("TopicSource.find")(function* (words, limit) {
            const terms = encodeURIComponent(words.slice(0, 400).toWellFormed())
            const searches = subscriptions.searches.map((search) =>
              search.replace("{searchTerms}", terms)
            )
            const found = yield* Effect.all(
              [Effect.map(readFeeds(searches), documentsOf), web.search(words, limit)],
              { concurrency: 2 }
            )
            return Array.dedupeWith(
              interleaved(found),
              (left, right) => left.id === right.id
            ).slice(0, limit)
          })
        })
      })
    ).pipe(Layer.provide(Extractor.layer))

  /** The library's own feed and search, and the web. */
  static readonly layer = TopicSource.layerWith(librarySubscriptions)
}

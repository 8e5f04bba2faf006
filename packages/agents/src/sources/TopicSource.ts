import { Array, Context, DateTime, Effect, Layer, Option, Result } from "effect"
import { Source } from "@aethercast/domain/Source"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { sourceId } from "./Article.ts"
import { shorten } from "./CleanText.ts"
import { Extractor } from "./Extractor.ts"
import { parseFeedDate } from "./FeedDate.ts"
import type { Feed, FeedEntry, FeedLink, FetchedFeed } from "./FeedEntries.ts"
import { CachedHttp } from "./fetch/CachedHttp.ts"
import type { Fetched } from "./GuardedHttp.ts"
import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { listenerAddress } from "./ListenerAddress.ts"
import { topicSlug } from "./TopicSlug.ts"
import { SourceUnavailable } from "./SourceFailure.ts"

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
 * Finds topics and documents in feeds. A feed that fails is left out with a warning; it is an error
 * when all of them fail.
 */
export class TopicSource extends Context.Service<
  TopicSource,
  {
    /** The topics of all feeds, newest first, without duplicates, at most 200. */
    readonly topics: Effect.Effect<ReadonlyArray<Topic>, SourceUnavailable>
    /** Documents that match a query, best first. */
    find(words: string, limit: number): Effect.Effect<ReadonlyArray<Source>, SourceUnavailable>
  }
>()("@aethercast/agents/sources/TopicSource") {
  static readonly layerWith = (subscriptions: Subscriptions) =>
    Layer.effect(
      TopicSource,
      Effect.gen(function* () {
        const http = yield* CachedHttp
        const extractor = yield* Extractor

        const fetchFeed = Effect.fn("TopicSource.fetchFeed")(function* (url: string) {
          const answer = yield* Effect.mapError(
            http.poll(url),
            ({ reason }) => new SourceUnavailable({ url, reason })
          )
          if (answer.status !== 200) {
            return yield* new SourceUnavailable({ url, reason: `it answered ${answer.status}` })
          }
          const feed = yield* Effect.mapError(
            extractor.readFeed(feedIn(answer)),
            ({ reason }) => new SourceUnavailable({ url, reason })
          )
          for (const { entry, reason } of feed.dropped) {
            yield* Effect.logInfo(`An entry of the feed ${url} is left out: ${reason} ("${entry}")`)
          }
          return { ...feed, url: answer.url }
        })

        const fetchFeeds = Effect.fnUntraced(function* (urls: ReadonlyArray<string>) {
          const [feeds, failures] = yield* Effect.partition(urls, fetchFeed, { concurrency: 4 })
          for (const { reason, url } of failures) {
            yield* Effect.logWarning(`The feed ${url} is left out: ${reason}`)
          }
          const [first] = failures
          if (feeds.length === 0 && first !== undefined) return yield* first
          return feeds
        })

        return TopicSource.of({
          topics: Effect.map(fetchFeeds(subscriptions.feeds), toTopics),
          find: Effect.fn("TopicSource.find")(function* (words, limit) {
            const terms = encodeURIComponent(words.slice(0, 400).toWellFormed())
            const feeds = yield* fetchFeeds(
              subscriptions.searches.map((search) => search.replace("{searchTerms}", terms))
            )
            const sources = feeds.flatMap((feed) =>
              feed.entries.flatMap((entry) => toSources(feed, entry))
            )
            return Array.dedupeWith(sources, (left, right) => left.id === right.id).slice(0, limit)
          })
        })
      })
    ).pipe(Layer.provide(Extractor.layer))

  /** Only the library's own feed and search. */
  static readonly layer = TopicSource.layerWith(librarySubscriptions)
}

/** A feed and the address that it was fetched from. */
interface FeedAt extends Feed {
  readonly url: string
}

const feedIn = ({ body, headers, url }: Fetched): FetchedFeed => {
  const charset = /charset\s*=\s*["']?([\w:.-]+)/i.exec(headers["content-type"] ?? "")?.[1]
  return { bytes: body, url, ...(charset === undefined ? {} : { charset }) }
}

const toTopics = (feeds: ReadonlyArray<FeedAt>): ReadonlyArray<Topic> => {
  const topics = feeds.flatMap((feed) => feed.entries.flatMap((entry) => toTopic(feed, entry)))
  return Array.dedupeWith(topics, (left, right) => left.id === right.id)
    .toSorted((left, right) => DateTime.Order(right.publishedAt, left.publishedAt))
    .slice(0, 200)
}

const toTopic = (feed: FeedAt, entry: FeedEntry): ReadonlyArray<Topic> => {
  const sources = toSources(feed, entry)
  if (sources.length === 0) return []
  return [
    new Topic({
      id: topicIdOf(feed, entry),
      title: shorten(entry.title, 200),
      summary: shorten(entry.summary, 600),
      tags: entry.categories.filter((tag) => tag.length <= 40).slice(0, 8),
      publishedAt: Option.getOrElse(parseFeedDate(entry.published), () => DateTime.makeUnsafe(0)),
      sources
    })
  ]
}

/** A topic of the library keeps its id; others get one from the title and a digest of the entry's id. */
const topicIdOf = (feed: FeedAt, entry: FeedEntry): TopicId => {
  const prefix = `${libraryOrigin}/#`
  const isOfLibrary = feed.url.startsWith(`${libraryOrigin}/`) && entry.id.startsWith(prefix)
  return isOfLibrary
    ? TopicId.make(entry.id.slice(prefix.length))
    : topicSlug(entry.title, entry.id)
}

/**
 * The documents that an entry names as related, or otherwise the one that it links to. Only the
 * library's own feed can name a document of the library.
 */
const toSources = (feed: FeedAt, entry: FeedEntry): ReadonlyArray<Source> =>
  (entry.related.length > 0 ? entry.related : entry.links.slice(0, 1))
    .filter(
      ({ url }) =>
        new URL(url).origin === new URL(feed.url).origin || Result.isSuccess(listenerAddress(url))
    )
    .slice(0, 32)
    .map(({ title, url }: FeedLink) => {
      const isOfFeed = new URL(url).host === new URL(feed.url).host && feed.title !== ""
      return new Source({
        id: sourceId(url),
        url,
        title: shorten(title === "" ? entry.title : title, 300),
        site: shorten(isOfFeed ? feed.title : new URL(url).host.replace(/^www\./, ""), 200)
      })
    })

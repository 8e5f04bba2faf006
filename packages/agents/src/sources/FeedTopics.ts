import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { Source } from "@aethercast/domain/Source"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { Array, DateTime, Option, Result } from "effect"
import { sourceId } from "./Article.ts"
import { shorten } from "./CleanText.ts"
import { parseFeedDate } from "./FeedDate.ts"
import type { FeedEntry, FeedLink } from "./FeedEntries.ts"
import type { FeedAt } from "./FeedReader.ts"
import { listenerAddress } from "./ListenerAddress.ts"
import { topicSlug } from "./TopicSlug.ts"

/** The entries of feeds as topics, newest first, without duplicates, at most 200. */
export const toTopics = (feeds: ReadonlyArray<FeedAt>): ReadonlyArray<Topic> => {
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

/** The documents that the entries of feeds name, without duplicates. */
export const documentsOf = (feeds: ReadonlyArray<FeedAt>): ReadonlyArray<Source> =>
  Array.dedupeWith(
    feeds.flatMap((feed) => feed.entries.flatMap((entry) => toSources(feed, entry))),
    (left, right) => left.id === right.id
  )

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

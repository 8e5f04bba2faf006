import { frameBytes, secondsToFrames } from "./Clip.ts"
import { type Episode, episodeHosts } from "./Episode.ts"
import { browserUrl } from "./LibraryAddress.ts"
import type { OrderedEpisode } from "./OrderedEpisode.ts"
import { path } from "./Podcast.ts"
import { hostNames } from "./Hosts.ts"
import { DateTime } from "effect"

export interface FeedOptions {
  /** Address of the server, without a slash at its end. */
  readonly origin: string
  /** Path of the feed. */
  readonly path: string
  /** A UUID that stays the same for this feed. */
  readonly guid: string
}

/**
 * The complete episodes of a session as a podcast for any player: RSS 2.0 with the namespaces of Apple
 * and of Podcasting 2.0 (https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md).
 */
export const feed = (
  episodes: ReadonlyArray<OrderedEpisode>,
  { guid, origin, path: feedPath }: FeedOptions
): string =>
  [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0">`,
    `<channel>`,
    `<title>Aethercast: my episodes</title>`,
    element("link", `${origin}/episodes`),
    `<atom:link href="${escaped(origin + feedPath)}" rel="self" type="application/rss+xml"/>`,
    `<description>Episodes that software wrote and spoke for one listener, with the sources that they cite.</description>`,
    `<language>en</language>`,
    `<generator>Aethercast</generator>`,
    `<itunes:author>Aethercast</itunes:author>`,
    `<itunes:explicit>false</itunes:explicit>`,
    // It is one listener's: directories shall not list it.
    `<itunes:block>Yes</itunes:block>`,
    `<podcast:block>yes</podcast:block>`,
    `<podcast:locked>yes</podcast:locked>`,
    element("podcast:guid", guid),
    `<podcast:medium>podcast</podcast:medium>`,
    aiContent,
    ...episodes
      .filter(({ episode }) => episode.status._tag === "Complete")
      .map((ordered) => item(ordered, origin)),
    `</channel>`,
    `</rss>`,
    ""
  ].join("\n")

const item = ({ episode, madeSeconds, orderedAt }: OrderedEpisode, origin: string): string => {
  const at = origin + path(episode.id)
  const bytes = secondsToFrames(madeSeconds + 0.001) * frameBytes
  return [
    `<item>`,
    element("title", episode.title),
    element("description", notes(episode, origin)),
    element("link", `${origin}/episode/${episode.id}`),
    `<guid isPermaLink="false">${episode.id}</guid>`,
    element("pubDate", DateTime.toDate(orderedAt).toUTCString()),
    `<enclosure url="${at}/audio.mp3" length="${bytes}" type="audio/mpeg"/>`,
    element("itunes:duration", String(Math.round(madeSeconds))),
    ...(episode.cover === undefined
      ? []
      : [`<itunes:image href="${escaped(origin + episode.cover)}"/>`]),
    `<podcast:transcript url="${at}/transcript.vtt" type="text/vtt"/>`,
    `<podcast:transcript url="${at}/transcript.srt" type="application/x-subrip" rel="captions"/>`,
    `<podcast:chapters url="${at}/chapters.json" type="application/json+chapters"/>`,
    ...hostNames(episodeHosts(episode)).map(
      (name) => `<podcast:person role="host">${name}</podcast:person>`
    ),
    aiContent,
    `</item>`
  ].join("\n")
}

const aiContent = `<podcast:txt purpose="ai-content">true</podcast:txt>`

/** What the episode is about, the focus that was ordered, and its sources. */
const notes = ({ focus, sources, teaser }: Episode, origin: string): string =>
  [
    teaser,
    ...(focus === undefined ? [] : [`Focus: ${focus}`]),
    ...(sources.length === 0 ? [] : ["Sources:"]),
    ...sources.map(({ title, url }) => {
      const address = browserUrl(url)
      return `${title}: ${address.startsWith("/") ? origin + address : address}`
    })
  ]
    .filter((line) => line !== "")
    .join("\n")

const element = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`

/** Text as XML 1.0, also within the quotes of an attribute, without the signs that XML cannot have. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")

import { libraryOrigin } from "@aethercast/domain/LibraryAddress"
import { DateTime } from "effect"
import { generateAtomFeed, generateRssFeed } from "feedsmith"
import { documentPath, type LibraryDocument, type LibraryTopic } from "./LibraryTopic.ts"
import { escaped } from "./MarkupText.ts"

/**
 * The library as an Atom feed (RFC 4287) with one entry per topic. The entry's id and alternate link
 * are the topic's section of the index page; each of its documents is a `related` link. Links start
 * with `mount`, the path under which the site is served.
 */
export const topicsFeed = (topics: ReadonlyArray<LibraryTopic>, mount: string): string =>
  feed(
    "/feed.xml",
    mount,
    topics.map((topic) => ({
      id: `${libraryOrigin}/#${topic.id}`,
      title: { value: topic.title },
      summary: { value: topic.summary },
      categories: topic.tags.map((term) => ({ term })),
      published: DateTime.toDateUtc(topic.publishedAt),
      updated: DateTime.toDateUtc(topic.publishedAt),
      links: [
        { rel: "alternate", href: `${mount}/#${topic.id}` },
        ...topic.documents.map((document) => ({
          rel: "related",
          href: mount + documentPath(document),
          title: document.title,
          type: document.mediaType
        }))
      ]
    }))
  )

/** Search results, best first, one entry per document; the category is the topic's id. */
export const documentsFeed = (
  query: string,
  documents: ReadonlyArray<LibraryDocument>,
  mount: string
): string =>
  feed(
    `/search?q=${encodeURIComponent(query)}`,
    mount,
    documents.map((document) => ({
      id: libraryOrigin + documentPath(document),
      title: { value: document.title },
      summary: { value: document.summary },
      categories: [{ term: document.topic }],
      updated: DateTime.toDateUtc(document.updatedAt),
      links: [{ rel: "alternate", href: mount + documentPath(document), type: document.mediaType }]
    }))
  )

/**
 * The library as RSS 2.0: one item per document, whose category is the title of its topic. RSS needs
 * absolute links: they start with `site`, the address at which the reader found the feed.
 */
export const rssFeed = (topics: ReadonlyArray<LibraryTopic>, site: string): string =>
  generateRssFeed({
    title,
    link: `${site}/`,
    description: "Documents to make podcasts from",
    items: topics.flatMap((topic) =>
      topic.documents.map((document) => ({
        title: document.title,
        link: site + documentPath(document),
        guid: { value: libraryOrigin + documentPath(document), isPermaLink: false },
        description: document.summary,
        categories: [{ name: topic.title }],
        pubDate: DateTime.toDateUtc(document.updatedAt)
      }))
    )
  })

/** The index page: topics with their documents. */
export const indexPage = (topics: ReadonlyArray<LibraryTopic>, mount: string): string => {
  const sections = topics.map(
    (topic) =>
      `<section id="${topic.id}"><h2>${escaped(topic.title)}</h2><p>${escaped(topic.summary)}</p><ul>${topic.documents
        .map(
          (document) =>
            `<li><a href="${escaped(mount + documentPath(document))}">${escaped(document.title)}</a></li>`
        )
        .join("")}</ul></section>`
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="alternate" type="application/atom+xml" href="${mount}/feed.xml">
<link rel="alternate" type="application/rss+xml" href="${mount}/rss.xml">
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}</style>
</head><body><h1>${title}</h1>${sections.join("\n")}</body></html>
`
}

const title = "The Aethercast library"

type Entries = NonNullable<Parameters<typeof generateAtomFeed>[0]["entries"]>

const feed = (path: string, mount: string, entries: Entries): string =>
  generateAtomFeed({
    id: libraryOrigin + path,
    title: { value: title },
    updated: entries.reduce(
      (newest, { updated }) => (updated instanceof Date && updated > newest ? updated : newest),
      DateTime.toDateUtc(DateTime.makeUnsafe(0))
    ),
    links: [{ rel: "self", href: mount + path, type: "application/atom+xml" }],
    authors: [{ name: title }],
    entries
  })

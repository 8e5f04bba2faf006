import { Result } from "effect"
import { type AnyFeed, parseFeed } from "feedsmith"
import { cleanText, withoutTags } from "./CleanText.ts"

/** A link of a feed, resolved to an absolute http(s) address. */
export interface FeedLink {
  readonly url: string
  readonly title: string
}

/** An entry of a feed of any format. Its texts have no markup and are not shortened. */
export interface FeedEntry {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly categories: ReadonlyArray<string>
  /** As it stands in the feed: RFC 822 or ISO 8601; empty when absent. */
  readonly published: string
  /** Its own address first. */
  readonly links: ReadonlyArray<FeedLink>
  /** Documents that the entry names as related. */
  readonly related: ReadonlyArray<FeedLink>
}

export interface Feed {
  readonly title: string
  readonly entries: ReadonlyArray<FeedEntry>
}

/** Parses RSS, Atom, RDF or JSON Feed fetched from `url`; at most 200 entries. */
export const parseEntries = (text: string, url: string): Result.Result<Feed, string> =>
  Result.mapBoth(
    Result.try(() => parseFeed(text, { maxItems: 200 })),
    {
      onFailure: () => "it is not a feed",
      onSuccess: (parsed) => normalize(parsed, url)
    }
  )

/** An entry as its format has it. */
interface EntryParts {
  readonly id?: string | undefined
  readonly title?: string | undefined
  readonly summary?: string | undefined
  readonly categories?: ReadonlyArray<string | undefined> | undefined
  readonly published?: string | undefined
  readonly links: ReadonlyArray<Partial<FeedLink>>
  readonly related?: ReadonlyArray<Partial<FeedLink>>
}

const normalize = (parsed: AnyFeed, base: string): Feed => {
  const entry = (parts: EntryParts): FeedEntry => {
    const links = resolveLinks(parts.links, base)
    return {
      id: parts.id ?? links[0]?.url ?? "",
      title: parts.title ?? "",
      summary: parts.summary ?? "",
      categories: (parts.categories ?? []).map((term) => cleanText(term ?? "")).filter(Boolean),
      published: parts.published ?? "",
      links,
      related: resolveLinks(parts.related ?? [], base)
    }
  }
  switch (parsed.format) {
    case "atom":
      return {
        title: atomText(parsed.feed.title),
        entries: (parsed.feed.entries ?? []).map((item) =>
          entry({
            id: item.id,
            title: atomText(item.title),
            summary: atomText(item.summary ?? item.content),
            categories: item.categories?.map(({ label, term }) => label ?? term),
            published: item.published ?? item.updated,
            links: (item.links ?? [])
              .filter(({ rel = "alternate" }) => rel === "alternate")
              .map(toLink),
            related: (item.links ?? []).filter(({ rel }) => rel === "related").map(toLink)
          })
        )
      }
    case "rss":
      return {
        title: withoutTags(parsed.feed.title ?? ""),
        entries: (parsed.feed.items ?? []).map((item) =>
          entry({
            id: item.guid?.value,
            title: withoutTags(item.title ?? ""),
            summary: withoutTags(item.description ?? item.content?.encoded ?? ""),
            categories: item.categories?.map(({ name }) => name),
            published: item.pubDate ?? item.dc?.dates?.[0],
            links: [toLink({ href: item.link })]
          })
        )
      }
    case "rdf":
      return {
        title: withoutTags(parsed.feed.title ?? ""),
        entries: (parsed.feed.items ?? []).map((item) =>
          entry({
            title: withoutTags(item.title ?? ""),
            summary: withoutTags(item.description ?? ""),
            published: item.dc?.dates?.[0],
            links: [toLink({ href: item.link })]
          })
        )
      }
    case "json":
      return {
        title: cleanText(parsed.feed.title ?? ""),
        entries: (parsed.feed.items ?? []).map((item) =>
          entry({
            id: item.id,
            title: cleanText(item.title ?? ""),
            summary:
              item.summary === undefined && item.content_text === undefined
                ? withoutTags(item.content_html ?? "")
                : cleanText(item.summary ?? item.content_text ?? ""),
            categories: item.tags,
            published: item.date_published,
            links: [toLink({ href: item.url }), toLink({ href: item.external_url })]
          })
        )
      }
  }
}

/** Atom declares the type of its texts; both "html" and "xhtml" are markup once parsed. */
const atomText = (
  text: { readonly value?: string | undefined; readonly type?: string | undefined } = {}
): string => (/html/.test(text.type ?? "") ? withoutTags : cleanText)(text.value ?? "")

const toLink = (link: {
  readonly href?: string | undefined
  readonly title?: string | undefined
}): Partial<FeedLink> => ({
  ...(link.href === undefined ? {} : { url: link.href }),
  title: link.title ?? ""
})

const resolveLinks = (
  links: ReadonlyArray<Partial<FeedLink>>,
  base: string
): ReadonlyArray<FeedLink> =>
  links.flatMap(({ title = "", url }) => {
    if (url === undefined || !URL.canParse(url, base)) return []
    const resolved = new URL(url, base)
    const isUsable = /^https?:$/.test(resolved.protocol) && resolved.href.length <= 2048
    return isUsable ? [{ url: resolved.href, title: cleanText(title) }] : []
  })

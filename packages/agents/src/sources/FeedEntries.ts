import { Result } from "effect"
import { type AnyFeed, parseFeed } from "feedsmith"
import { cleanText, withoutTags } from "./CleanText.ts"

/** A link of a feed, resolved to an absolute http(s) address. */
export interface FeedLink {
  readonly url: string
  readonly title: string
}

/** An entry of a feed of any format, its texts without markup and not yet cut to size. */
export interface FeedEntry {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly categories: ReadonlyArray<string>
  /** As the feed has it: RFC 822 or ISO 8601; empty when the feed does not say. */
  readonly published: string
  /** Where it is told, first its own address; then what else it names as documents about it. */
  readonly links: ReadonlyArray<FeedLink>
  readonly related: ReadonlyArray<FeedLink>
}

export interface Feed {
  readonly title: string
  readonly entries: ReadonlyArray<FeedEntry>
}

/** Reads RSS, Atom, RDF or JSON Feed that came from `url`; at most 200 entries of it. */
export const parseEntries = (text: string, url: string): Result.Result<Feed, string> =>
  Result.mapBoth(
    Result.try(() => parseFeed(text, { maxItems: 200 })),
    {
      onFailure: () => "it is not a feed",
      onSuccess: (parsed) => unify(parsed, url)
    }
  )

interface Parts {
  readonly id?: string | undefined
  readonly title?: string | undefined
  readonly summary?: string | undefined
  readonly categories?: ReadonlyArray<string | undefined> | undefined
  readonly published?: string | undefined
  readonly links: ReadonlyArray<Partial<FeedLink>>
  readonly related?: ReadonlyArray<Partial<FeedLink>>
}

const unify = (parsed: AnyFeed, base: string): Feed => {
  const entry = (parts: Parts): FeedEntry => {
    const links = resolve(parts.links, base)
    return {
      id: parts.id ?? links[0]?.url ?? "",
      title: parts.title ?? "",
      summary: parts.summary ?? "",
      categories: (parts.categories ?? []).map((term) => cleanText(term ?? "")).filter(Boolean),
      published: parts.published ?? "",
      links,
      related: resolve(parts.related ?? [], base)
    }
  }
  switch (parsed.format) {
    case "atom":
      return {
        title: ofAtom(parsed.feed.title),
        entries: (parsed.feed.entries ?? []).map((item) =>
          entry({
            id: item.id,
            title: ofAtom(item.title),
            summary: ofAtom(item.summary ?? item.content),
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

/** Atom says what its texts are; XHTML and HTML are both markup by now. */
const ofAtom = (
  text: { readonly value?: string | undefined; readonly type?: string | undefined } = {}
): string => (/html/.test(text.type ?? "") ? withoutTags : cleanText)(text.value ?? "")

const toLink = (link: {
  readonly href?: string | undefined
  readonly title?: string | undefined
}): Partial<FeedLink> => ({
  ...(link.href === undefined ? {} : { url: link.href }),
  title: link.title ?? ""
})

const resolve = (links: ReadonlyArray<Partial<FeedLink>>, base: string): ReadonlyArray<FeedLink> =>
  links.flatMap(({ title = "", url }) => {
    if (url === undefined || !URL.canParse(url, base)) return []
    const resolved = new URL(url, base)
    const isUsable = /^https?:$/.test(resolved.protocol) && resolved.href.length <= 2048
    return isUsable ? [{ url: resolved.href, title: cleanText(title) }] : []
  })

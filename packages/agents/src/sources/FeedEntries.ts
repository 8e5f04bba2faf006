import { Array, Result, Schema } from "effect"
import { type AnyFeed, parseFeed } from "feedsmith"
import { cleanText, shorten } from "./CleanText.ts"
import { decodeText } from "./TextDecoding.ts"
import { fragmentText } from "./html/HtmlBlocks.ts"
import * as XmlBase from "./XmlBase.ts"

/** A link of a feed, resolved to an absolute http(s) address. */
const FeedLink = Schema.Struct({ url: Schema.String, title: Schema.String })
export type FeedLink = typeof FeedLink.Type

/** An entry of a feed of any format. Its texts have no markup and are not shortened. */
const FeedEntry = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  summary: Schema.String,
  categories: Schema.Array(Schema.String),
  /** As it stands in the feed, for `parseFeedDate`; empty when absent. */
  published: Schema.String,
  /** Its own address first. */
  links: Schema.Array(FeedLink),
  /** Documents that the entry names as related. */
  related: Schema.Array(FeedLink)
})
export type FeedEntry = typeof FeedEntry.Type

/** An entry that is left out; `entry` is what it can be recognized by. */
const DroppedEntry = Schema.Struct({ entry: Schema.String, reason: Schema.String })

export const Feed = Schema.Struct({
  title: Schema.String,
  entries: Schema.Array(FeedEntry),
  dropped: Schema.Array(DroppedEntry)
})
export type Feed = typeof Feed.Type

/**
 * Parses RSS, Atom, RDF or JSON Feed fetched from `url`; at most 200 entries. An entry without a title
 * is named by the beginning of its text; one without an address, or without both, is dropped.
 */
export const parseEntries = (text: string, url: string): Result.Result<Feed, string> =>
  Result.mapBoth(
    Result.try(() => parseFeed(XmlBase.withoutLinkBases(text), { maxItems: maxEntries })),
    {
      onFailure: () => "it is not a feed",
      onSuccess: (parsed) => {
        const { entries, title } = normalize(parsed, url, XmlBase.ofChannel(text))
        const named = entries.map((entry) =>
          entry.title === "" ? { ...entry, title: shorten(entry.summary, 80) } : entry
        )
        const [usable, dropped] = Array.partition(named, (entry) => {
          const reason = reasonAgainst(entry)
          return reason === undefined
            ? Result.succeed(entry)
            : Result.fail({ entry: entry.title || entry.id || "without a title", reason })
        })
        return { title, entries: usable, dropped }
      }
    }
  )

const maxEntries = 200

const reasonAgainst = ({ links, related, title }: FeedEntry): string | undefined => {
  if (title === "") return "it has neither a title nor a text"
  return links.length + related.length === 0 ? "it has no address on the web" : undefined
}

/** Decodes a feed that was fetched, and parses it. */
export const readFeed = ({ bytes, charset, url }: FetchedFeed): Result.Result<Feed, string> =>
  Result.flatMap(decodeText(bytes, charset, "xml"), (text) => parseEntries(text, url))

/** A feed as it was fetched; `charset` is the encoding that its sender declared. */
export interface FetchedFeed {
  readonly bytes: Uint8Array
  readonly charset?: string
  readonly url: string
}

/** An entry as its format has it. */
interface EntryParts {
  readonly id?: string | undefined
  readonly title?: string | undefined
  readonly summary?: string | undefined
  readonly categories?: ReadonlyArray<string | undefined> | undefined
  readonly published?: string | undefined
  readonly links: ReadonlyArray<Partial<FeedLink>>
  readonly related?: ReadonlyArray<Partial<FeedLink>>
  readonly base?: string | undefined
}

const normalize = (
  parsed: AnyFeed,
  url: string,
  channel: string | undefined
): Omit<Feed, "dropped"> => {
  const feedBase = "xml" in parsed.feed ? parsed.feed.xml?.base : undefined
  const entry = (parts: EntryParts): FeedEntry => {
    const base = [feedBase, channel, parts.base].reduce(resolved, url)
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
            related: (item.links ?? []).filter(({ rel }) => rel === "related").map(toLink),
            base: item.xml?.base
          })
        )
      }
    case "rss":
      return {
        title: withoutTags(parsed.feed.title ?? ""),
        entries: (parsed.feed.items ?? []).map((item) =>
          entry({
            id: item.guid?.value,
            title: withoutTags(item.title ?? item.dc?.titles?.[0] ?? ""),
            summary: withoutTags(item.description ?? item.content?.encoded ?? ""),
            categories: item.categories?.map(({ name }) => withoutTags(name ?? "")),
            published: item.pubDate ?? item.dc?.dates?.[0],
            links: [toLink({ href: item.link ?? permalink(item.guid) })],
            base: item.xml?.base
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
            links: [toLink({ href: item.link ?? item.rdf?.about })]
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
            links: [
              toLink({ href: item.url ?? permalink({ value: item.id }) }),
              toLink({ href: item.external_url })
            ]
          })
        )
      }
  }
}

const resolved = (base: string, relative: string | undefined): string =>
  relative !== undefined && URL.canParse(relative, base) ? new URL(relative, base).href : base

/** By RSS 2.0 a guid is the address of its item, unless it says that it is not. */
const permalink = (
  guid: { readonly value?: string | undefined; readonly isPermaLink?: boolean | undefined } = {}
): string | undefined =>
  guid.isPermaLink !== false && /^https?:/.test(guid.value ?? "") ? guid.value : undefined

/** Only the beginning of a text is shown. */
const withoutTags = (html: string): string => fragmentText(html.slice(0, 20_000))

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

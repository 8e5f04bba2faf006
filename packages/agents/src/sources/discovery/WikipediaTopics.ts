import { DateTime, Effect, Schema } from "effect"
import { fragmentText } from "../html/HtmlBlocks.ts"
import { type JsonReader, type Lead, toTopic, type TopicProvider } from "./TopicProvider.ts"

/**
 * Wikipedia's featured article, what is read most, the news, and what happened on this day in other years.
 * https://www.mediawiki.org/wiki/Wikifeeds
 */
export const wikipediaTopics = (
  readJson: JsonReader,
  origin = "https://en.wikipedia.org"
): TopicProvider => ({
  name: "Wikipedia",
  topics: Effect.gen(function* () {
    const today = yield* DateTime.now
    const date = DateTime.formatIsoDateUtc(today).replaceAll("-", "/")
    const feed = yield* readJson(`${origin}/api/rest_v1/feed/featured/${date}`, Featured)
    const publishedAt = DateTime.startOf(today, "day")
    return leadsOf(feed).flatMap((lead) => toTopic({ ...lead, publishedAt }))
  })
})

const leadsOf = ({
  mostread,
  news = [],
  onthisday = [],
  tfa
}: typeof Featured.Type): ReadonlyArray<Omit<Lead, "publishedAt">> => [
  ...(tfa === undefined ? [] : [{ ...articleLead(tfa), tags: ["featured"] }]),
  ...(mostread?.articles ?? [])
    .slice(0, 20)
    .map((article) => ({ ...articleLead(article), tags: ["most read"] })),
  ...news.slice(0, 10).map(({ links, story }) => ({
    title: fragmentText(story),
    summary: links[0]?.extract ?? "",
    tags: ["news"],
    documents: links.map(documentOf)
  })),
  ...onthisday.slice(0, 10).map(({ pages, text, year }) => ({
    title: `${year}: ${text}`,
    summary: pages[0]?.extract ?? "",
    tags: ["on this day"],
    documents: pages.map(documentOf)
  }))
]

const articleLead = (article: typeof Page.Type) => ({
  title: titleOf(article),
  summary: article.extract ?? "",
  documents: [documentOf(article)]
})

const titleOf = ({ normalizedtitle, title }: typeof Page.Type) => normalizedtitle ?? title

const documentOf = (page: typeof Page.Type) => ({
  url: page.content_urls.desktop.page,
  title: titleOf(page)
})

const Page = Schema.Struct({
  title: Schema.String,
  normalizedtitle: Schema.optionalKey(Schema.String),
  extract: Schema.optionalKey(Schema.String),
  content_urls: Schema.Struct({ desktop: Schema.Struct({ page: Schema.String }) })
})

/** A part that Wikipedia does not have for a day is absent. */
const Featured = Schema.Struct({
  tfa: Schema.optionalKey(Page),
  mostread: Schema.optionalKey(Schema.Struct({ articles: Schema.Array(Page) })),
  news: Schema.optionalKey(
    Schema.Array(Schema.Struct({ story: Schema.String, links: Schema.Array(Page) }))
  ),
  onthisday: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({ text: Schema.String, year: Schema.Finite, pages: Schema.Array(Page) })
    )
  )
})

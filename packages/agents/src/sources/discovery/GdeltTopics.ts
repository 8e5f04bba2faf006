import { DateTime, Effect, Option, Schema } from "effect"
import { type JsonReader, toTopic, type TopicProvider } from "./TopicProvider.ts"

/**
 * News of the last day about science, history and culture, in English, by GDELT. An error has status 200
 * and is plain text. https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/
 */
export const gdeltTopics = (
  readJson: JsonReader,
  origin = "https://api.gdeltproject.org"
): TopicProvider => ({
  name: "GDELT",
  topics: Effect.map(readJson(`${origin}/api/v2/doc/doc?${query}`, Articles), ({ articles = [] }) =>
    articles.flatMap(({ domain, seendate, title, url }) =>
      toTopic({
        title,
        summary: `Reported by ${domain}.`,
        tags: ["news"],
        publishedAt: dateOf(seendate),
        documents: [{ url, title }]
      })
    )
  )
})

const query = new URLSearchParams({
  query: "(science OR history OR culture OR discovery) sourcelang:english",
  mode: "artlist",
  format: "json",
  maxrecords: "75",
  timespan: "1d",
  sort: "hybridrel"
}).toString()

/** Without results there are no `articles`. */
const Articles = Schema.Struct({
  articles: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        url: Schema.String,
        title: Schema.String,
        seendate: Schema.String,
        domain: Schema.String
      })
    )
  )
})

/** `20261127T061500Z`; one that cannot be read counts as old. */
const dateOf = (seen: string): DateTime.Utc =>
  Option.getOrElse(
    DateTime.make(seen.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z")),
    () => DateTime.makeUnsafe(0)
  )

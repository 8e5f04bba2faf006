import { Effect, Schema } from "effect"
import { type JsonReader, toTopic, type TopicProvider } from "./TopicProvider.ts"

/** The front page of Hacker News: the stories that link to a document. https://hn.algolia.com/api */
export const hackerNewsTopics = (
  readJson: JsonReader,
  origin = "https://hn.algolia.com"
): TopicProvider => ({
  name: "Hacker News",
  topics: Effect.map(
    readJson(`${origin}/api/v1/search?tags=front_page&hitsPerPage=50`, FrontPage),
    ({ hits }) =>
      hits.flatMap(({ created_at, points, title, url }) =>
        typeof title === "string" && typeof url === "string"
          ? toTopic({
              title,
              summary: `${points ?? 0} points on Hacker News.`,
              tags: ["technology"],
              publishedAt: created_at,
              documents: [{ url, title }]
            })
          : []
      )
  )
})

/** A question or a job has no address. */
const FrontPage = Schema.Struct({
  hits: Schema.Array(
    Schema.Struct({
      title: Schema.optionalKey(Schema.NullOr(Schema.String)),
      url: Schema.optionalKey(Schema.NullOr(Schema.String)),
      points: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
      created_at: Schema.DateTimeUtcFromString
    })
  )
})

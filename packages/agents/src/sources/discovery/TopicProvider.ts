import { Source } from "@aethercast/domain/Source"
import { Topic } from "@aethercast/domain/Topic"
import { type DateTime, Effect, Result, Schema } from "effect"
import { sourceId } from "../Article.ts"
import { cleanText, shorten } from "../CleanText.ts"
import { CachedHttp } from "../fetch/CachedHttp.ts"
import { listenerAddress } from "../ListenerAddress.ts"
import { SourceUnavailable } from "../SourceFailure.ts"
import { topicSlug } from "../TopicSlug.ts"

/** A provider of the topics of the day. */
export interface TopicProvider {
  /** Its name in the pool and on the page. */
  readonly name: string
  readonly topics: Effect.Effect<ReadonlyArray<Topic>, SourceUnavailable>
}

/** Fetches JSON that anybody may fetch, and decodes it. */
export const makeJsonReader = Effect.gen(function* () {
  const http = yield* CachedHttp
  return Effect.fn("TopicProvider.readJson")(function* <A>(
    url: string,
    schema: Schema.ConstraintDecoder<A>
  ) {
    const unavailable = (reason: string) => new SourceUnavailable({ url, reason })
    const { body, status } = yield* Effect.mapError(http.poll(url), ({ reason }) =>
      unavailable(reason)
    )
    if (status !== 200) return yield* unavailable(`it answered ${status}`)
    return yield* Schema.decodeEffect(Schema.fromJsonString(schema))(
      new TextDecoder().decode(body)
    ).pipe(Effect.mapError(() => unavailable("its answer is not what its API promises")))
  })
})
export type JsonReader = Effect.Success<typeof makeJsonReader>

/** What a provider says of a topic; texts are plain text. */
export interface Lead {
  readonly title: string
  readonly summary: string
  readonly tags: ReadonlyArray<string>
  readonly publishedAt: DateTime.Utc
  readonly documents: ReadonlyArray<{ readonly url: string; readonly title: string }>
}

/** A topic, if it has a title and a document at a public address. */
export const toTopic = ({
  documents,
  publishedAt,
  summary,
  tags,
  title
}: Lead): ReadonlyArray<Topic> => {
  const sources = documents.slice(0, maxDocuments).flatMap((document) =>
    Result.match(listenerAddress(document.url), {
      onFailure: () => [],
      onSuccess: (url) => {
        const site = new URL(url).host.replace(/^www\./, "")
        const name = shorten(cleanText(document.title), 300)
        return [
          new Source({
            id: sourceId(url),
            url,
            title: name === "" ? site : name,
            site: shorten(site, 200)
          })
        ]
      }
    })
  )
  const name = shorten(cleanText(title), 200)
  const [first] = sources
  if (name === "" || first === undefined) return []
  return [
    new Topic({
      id: topicSlug(name, first.url),
      title: name,
      summary: shorten(cleanText(summary), 600),
      tags: tags.map((tag) => shorten(cleanText(tag), 40)).filter((tag) => tag !== ""),
      publishedAt,
      sources
    })
  ]
}

const maxDocuments = 6

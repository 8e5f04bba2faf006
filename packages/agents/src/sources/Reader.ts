import { Context, Effect, Layer, Result } from "effect"
import { Source } from "@aethercast/domain/Source"
import { Article } from "./Article.ts"
import type { FileDocument } from "./Extraction.ts"
import { Extractor } from "./Extractor.ts"
import { CachedHttp } from "./fetch/CachedHttp.ts"
import type { Fetched } from "./GuardedHttp.ts"
import { mediaTypeOf } from "./MediaType.ts"
import { forbidsInput } from "./RobotsTxt.ts"
import { SourceUnavailable, SourceUnreadable } from "./SourceFailure.ts"

/**
 * Reads a source: fetches it if robots.txt allows it, and extracts the prose of HTML, Markdown, plain
 * text, PDF, EPUB or DOCX. Text that is invisible on the page is not part of the article.
 */
export class Reader extends Context.Service<
  Reader,
  { read(source: Source): Effect.Effect<Article, SourceUnavailable | SourceUnreadable> }
>()("@aethercast/agents/sources/Reader") {
  static readonly layer = Layer.effect(
    Reader,
    Effect.gen(function* () {
      const http = yield* CachedHttp
      const { extract } = yield* Extractor

      return Reader.of({
        read: Effect.fn("Reader.read")(
          function* (source) {
            const page = yield* http.read(source.url)
            const document = yield* Effect.fromResult(documentOf(page))
            const prose = yield* extract(document)
            const title = prose.title || source.title
            return new Article({
              ...prose,
              source: source.title === "" ? new Source({ ...source, title }) : source,
              title,
              ...(page.isStale ? { copiedAt: page.fetchedAt } : {})
            })
          },
          (effect, { url }) =>
            Effect.catchTags(effect, {
              FetchPostponed: ({ reason }) => new SourceUnavailable({ url, reason }),
              FetchFailed: ({ reason }) => new SourceUnavailable({ url, reason }),
              FetchRefused: ({ reason }) => new SourceUnreadable({ url, reason }),
              ExtractionFailed: ({ reason }) => new SourceUnreadable({ url, reason })
            })
        )
      })
    })
  ).pipe(Layer.provide(Extractor.layer))
}

/**
 * Reads several sources concurrently. One that takes longer than 15 s fails, so that it does not hold up the
 * others.
 */
export const readAll = (reader: Reader["Service"], sources: ReadonlyArray<Source>) =>
  Effect.forEach(
    sources,
    (source) =>
      reader.read(source).pipe(
        Effect.timeoutOrElse({
          duration: "15 seconds",
          orElse: () =>
            new SourceUnavailable({ url: source.url, reason: "it takes too long to read" })
        }),
        Effect.result
      ),
    { concurrency: 32 }
  )

/** The document in a response, or why there is none. */
export const documentOf = ({
  body,
  headers,
  status,
  url
}: Fetched): Result.Result<FileDocument, SourceUnavailable | SourceUnreadable> => {
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return Result.fail(new SourceUnavailable({ url, reason: `it answered ${status}` }))
  }
  const unreadable = (reason: string) => new SourceUnreadable({ url, reason })
  if (status !== 200) return Result.fail(unreadable(`it answered ${status}`))
  if (forbidsInput(headers["content-signal"] ?? "")) {
    return Result.fail(unreadable("its Content-Signal forbids it"))
  }
  if (!/^(?:identity)?$/i.test(headers["content-encoding"] ?? "")) {
    return Result.fail(unreadable("it is compressed"))
  }
  const [type = "", ...parameters] = (headers["content-type"] ?? "").split(";")
  const mediaType = mediaTypeOf(type.trim().toLowerCase(), url, body)
  if (mediaType === undefined) return Result.fail(unreadable(`it is of the type "${type}"`))
  const charset = /charset\s*=\s*["']?([\w:.-]+)/i.exec(parameters.join(";"))?.[1]
  return Result.succeed({
    mediaType,
    bytes: body,
    url,
    ...(charset === undefined ? {} : { charset })
  })
}

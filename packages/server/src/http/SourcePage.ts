import { Article, passages, sourceId } from "@aethercast/agents/sources/Article"
import { Extractor } from "@aethercast/agents/sources/Extractor"
import { Library } from "@aethercast/agents/sources/Library"
import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { documentPath } from "@aethercast/agents/sources/LibraryTopic"
import {
  browserUrl,
  documentMount,
  libraryOrigin,
  passageAnchor,
  readerMount
} from "@aethercast/domain/LibraryAddress"
import { DocumentId, documentUrl } from "@aethercast/domain/ListenerDocument"
import { Source } from "@aethercast/domain/Source"
import { Cache, DateTime, Effect, Layer, Option, Schema } from "effect"
import { HttpRouter, type HttpServerRequest } from "effect/http"
import { Sessions } from "../sessions/Sessions.ts"
import { escaped, make } from "./HtmlPage.ts"

/**
 * Documents as episodes read them, each passage with an anchor that a line's citation leads to:
 * `/read/<topic>/<file>` is one of the library, `/documents/<id>` one of the listener who asks.
 */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const library = yield* Library
    const { extract } = yield* Extractor
    const documents = yield* ListenerDocuments
    const sessions = yield* Sessions
    // The tag is part of the key: a document that changes is read again.
    const pages = yield* Cache.make({
      capacity: 64,
      lookup: Effect.fnUntraced(function* (key: string) {
        const [topic = "", file = ""] = key.split("\n")
        const document = yield* library.document(topic, file)
        const url = libraryOrigin + documentPath(document)
        const { bytes, mediaType } = document
        const prose = yield* extract({ mediaType, bytes, charset: "utf-8", url })
        const source = new Source({
          id: sourceId(url),
          url,
          title: document.title,
          site: "library"
        })
        return page(
          new Article({ ...prose, source }),
          `A document of this server's library, as episodes quote it. <a href="${escaped(browserUrl(url))}">The document itself</a>`
        )
      })
    })
    yield* router.add(
      "GET",
      `${readerMount}/:topic/:file`,
      Effect.gen(function* () {
        const { file = "", topic = "" } = yield* HttpRouter.params
        const { etag } = yield* library.document(topic, file)
        return yield* Cache.get(pages, [topic, file, etag].join("\n"))
      }).pipe(
        Effect.catchTags({
          DocumentNotFound: () => Effect.succeed(notFound),
          ExtractionFailed: () => Effect.succeed(notFound)
        })
      )
    )
    yield* router.add(
      "GET",
      `${documentMount}/:id`,
      Effect.fnUntraced(function* ({ headers }: HttpServerRequest.HttpServerRequest) {
        const session = yield* sessions.find(headers)
        const { id } = yield* HttpRouter.params
        if (Option.isNone(session) || !Schema.is(DocumentId)(id)) return notFound
        const found = yield* documents.find(session.value, id)
        const prose = yield* documents.read(id)
        if (Option.isNone(found) || Option.isNone(prose)) return notFound
        const url = documentUrl(id)
        const { expiresAt, title } = found.value
        const source = new Source({ id: sourceId(url), url, title, site: "your document" })
        return page(
          new Article({ ...prose.value, source }),
          `Your document, as episodes quote it. Only you see it, until ${DateTime.formatIsoDateUtc(expiresAt)}.`
        )
      })
    )
  })
).pipe(Layer.provide(Extractor.layer))

const style = `
:target { background: #fd4; color: #000; scroll-margin-top: 30vh }
`

const page = (article: Article, introduction: string) => {
  const rest = [...passages(article)]
  let heading = ""
  const paragraphs = article.paragraphs.map((paragraph) => {
    const subtitle = paragraph.heading === heading ? "" : `<h2>${escaped(paragraph.heading)}</h2>`
    heading = paragraph.heading
    return `${subtitle}<p>${anchored(paragraph.text, rest)}</p>`
  })
  const title = article.title === "" ? article.source.title : article.title
  return make({
    title,
    style,
    body: [`<h1>${escaped(title)}</h1>`, `<p>${introduction}</p>`, ...paragraphs].join("\n")
  })
}

/** The text of a paragraph, with those of its passages that come next. Takes them from `rest`. */
const anchored = (text: string, rest: Array<ReturnType<typeof passages>[number]>): string => {
  let html = ""
  let done = 0
  for (let next = rest[0]; next !== undefined; next = rest[0]) {
    const at = text.indexOf(next.text, done)
    if (at === -1) break
    html += escaped(text.slice(done, at))
    html += `<span id="${passageAnchor(next.position)}">${escaped(next.text)}</span>`
    done = at + next.text.length
    rest.shift()
  }
  return html + escaped(text.slice(done))
}

const notFound = make({
  title: "No such document",
  style: "",
  status: 404,
  body: "<h1>No such document</h1><p>It is not there any more.</p>"
})

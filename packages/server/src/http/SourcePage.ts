import { Article, passages, sourceId } from "@aethercast/agents/sources/Article"
import { Extractor } from "@aethercast/agents/sources/Extractor"
import { Library } from "@aethercast/agents/sources/Library"
import { documentPath } from "@aethercast/agents/sources/LibraryTopic"
import {
  browserUrl,
  libraryOrigin,
  passageAnchor,
  readerMount
} from "@aethercast/domain/LibraryAddress"
import { Source } from "@aethercast/domain/Source"
import { Cache, Effect, Layer } from "effect"
import { HttpRouter } from "effect/http"
import { escaped, make } from "./HtmlPage.ts"

/**
 * `/read/<topic>/<file>`: a document of the library as its episodes read it, each passage with an anchor
 * that a line's citation leads to.
 */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const library = yield* Library
    const { extract } = yield* Extractor
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
        return page(new Article({ ...prose, source }))
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
  })
).pipe(Layer.provide(Extractor.layer))

const style = `
:target { background: #fd4; color: #000; scroll-margin-top: 30vh }
`

const page = (article: Article) => {
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
    body: [
      `<h1>${escaped(title)}</h1>`,
      `<p>A document of this server's library, as episodes quote it. <a href="${escaped(browserUrl(article.source.url))}">The document itself</a></p>`,
      ...paragraphs
    ].join("\n")
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
  body: "<h1>No such document</h1><p>It is not in this server's library any more.</p>"
})

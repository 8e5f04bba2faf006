import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import { documentUrl } from "@aethercast/domain/ListenerDocument"
import * as SessionSecret from "../../src/sessions/SessionSecret.ts"
import { bearer, secretOf, testSessions } from "../sessions/TestSessions.ts"
import { testDocuments } from "./TestDocuments.ts"
import { Article, passages, sourceId } from "@aethercast/agents/sources/Article"
import { Extractor } from "@aethercast/agents/sources/Extractor"
import { Library } from "@aethercast/agents/sources/Library"
import { citationUrl } from "@aethercast/domain/LibraryAddress"
import { PassageId, Source } from "@aethercast/domain/Source"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import * as SourcePage from "../../src/http/SourcePage.ts"
import { ask, served, text } from "./TestServer.ts"

const markdown = `# Tides & <b>moons</b>

The sea rises twice a day. Why does it <script>alert(1)</script> do so? The moon pulls at it.

## The moon

"Newton" explained that it pulls at the near side more than at the far side.
`

const LibraryLayer = Layer.unwrap(
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* fs.makeTempDirectoryScoped({ prefix: "aethercast-library-" })
    yield* fs.makeDirectory(`${folder}/tides`)
    yield* fs.writeFileString(`${folder}/tides/why it is.md`, markdown)
    return Library.layer({ folders: [folder] })
  })
)

const TestLayer = served(SourcePage.layer).pipe(
  Layer.provideMerge(Layer.mergeAll(LibraryLayer, Extractor.layer, testDocuments, testSessions)),
  Layer.provide(NodeServices.layer)
)

const url = "http://library.internal/tides/why%20it%20is.md"

layer(TestLayer, { excludeTestServices: true })("SourcePage", (it) => {
  it.effect("a listener's own document is shown to its owner, and to nobody else", () =>
    Effect.gen(function* () {
      const { extract } = yield* Extractor
      const owner = SessionSecret.sessionOf(secretOf("a"))
      const prose = yield* extract({ mediaType: "text/markdown", text: markdown, url })
      const { id } = yield* (yield* ListenerDocuments).save(owner, "tides.md", prose)
      const own = new Source({
        id: sourceId(documentUrl(id)),
        url: documentUrl(id),
        title: "Tides",
        site: "your document"
      })
      const [first] = passages(new Article({ ...prose, source: own }))
      const address = new URL(citationUrl(own, first === undefined ? [] : [first.id]), "http://x")
      assert.strictEqual(address.hash, "#p0")
      const page = yield* ask(address.pathname, { headers: bearer("a") })
      assert.strictEqual(page.status, 200)
      assert.include(text(page), '<span id="p0">')
      assert.strictEqual((yield* ask(address.pathname, { headers: bearer("b") })).status, 404)
      assert.strictEqual((yield* ask(address.pathname)).status, 404)
    })
  )

  it.effect("a citation leads to the passage in the document", () =>
    Effect.gen(function* () {
      const { extract } = yield* Extractor
      const prose = yield* extract({ mediaType: "text/markdown", text: markdown, url })
      const source = new Source({ id: sourceId(url), url, title: "Tides", site: "library" })
      const all = passages(new Article({ ...prose, source }))
      assert.isAtLeast(all.length, 4)
      for (const { id, text: passage } of all) {
        const address = new URL(
          citationUrl(source, [PassageId.make("0123456789abcdef#0"), id]),
          "http://x"
        )
        const answer = yield* ask(address.pathname)
        assert.strictEqual(answer.status, 200)
        const [, shown] = text(answer).split(`<span id="${address.hash.slice(1)}">`)
        const plain = (shown ?? "")
          .split("</span>")[0]
          ?.replaceAll("&quot;", '"')
          .replaceAll("&lt;", "<")
        assert.strictEqual(plain?.replaceAll("&amp;", "&"), passage)
      }
    })
  )

  it.effect("what a document contains is text, and the page has no script", () =>
    Effect.gen(function* () {
      const answer = yield* ask("/read/tides/why%20it%20is.md")
      assert.notInclude(text(answer), "<script")
      assert.notInclude(text(answer), "<b>")
      const policy = String(answer.headers["content-security-policy"])
      assert.match(policy, /^default-src 'none'; style-src 'sha256-/)
    })
  )

  it.effect("a document that is not there is not found", () =>
    Effect.gen(function* () {
      for (const path of ["/read/tides/none.md", "/read/none/why.md", "/read/..%2ftides/x"]) {
        assert.strictEqual((yield* ask(path)).status, 404)
      }
    })
  )

  it.effect("a source on the web is where it was", () =>
    Effect.sync(() => {
      const web = { id: sourceId("https://a.example/b"), url: "https://a.example/b" }
      assert.strictEqual(citationUrl(web, [PassageId.make(`${web.id}#3`)]), web.url)
    })
  )
})

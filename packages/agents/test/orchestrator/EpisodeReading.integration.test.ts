import { readFileSync } from "node:fs"
import { missedFocus, nothingElse } from "@aethercast/agents/orchestrator/ListenerMessages"
import { sourceId } from "@aethercast/agents/sources/Article"
import { Extractor } from "@aethercast/agents/sources/Extractor"
import { Library, shippedLibrary } from "@aethercast/agents/sources/Library"
import * as ListenerReader from "@aethercast/agents/sources/ListenerReader"
import { ListenerDocuments } from "@aethercast/agents/store/ListenerDocuments"
import type { Episode } from "@aethercast/domain/Episode"
import { Subject } from "@aethercast/domain/EpisodeRequest"
import { documentUrl } from "@aethercast/domain/ListenerDocument"
import { Source } from "@aethercast/domain/Source"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { eventually } from "../../../cluster/test/harness/Eventually.ts"
import { folderOf } from "../sources/LibraryHarness.ts"
import * as TestNode from "../TestNode.ts"
import * as TestSources from "../TestSources.ts"
import { TestVoice } from "../TestVoice.ts"
import * as TestWriter from "../TestWriter.ts"
import { AgentsLayer, documentsOf, start } from "./TestEpisode.ts"

const harbour = readFileSync(new URL("./harbour-walls.html", import.meta.url))

/** Waits for the second folder: only the first one is read before the library is there. */
const LibraryReadLayer = Layer.effectDiscard(
  Effect.flatMap(Library, (library) => eventually(library.document("essays", "harbour-walls.html")))
)

/** A web of the shipped library and an essay on a harbour, which nothing else is about. */
const SourcesLayer = Layer.unwrap(
  Effect.map(folderOf({ "essays/harbour-walls.html": harbour }), (folder) =>
    LibraryReadLayer.pipe(Layer.provideMerge(TestSources.layer([shippedLibrary, folder])))
  )
).pipe(Layer.provide(NodeServices.layer), Layer.orDie)

const TestLayer = AgentsLayer.pipe(
  Layer.provide(ListenerReader.layer),
  Layer.provideMerge(
    Layer.mergeAll(TestNode.layer, SourcesLayer, TestWriter.layer, TestVoice.layer, Extractor.layer)
  )
)

const page = (url: string) => new Source({ id: sourceId(url), url, title: "", site: "a site" })

const essayUrl = "http://library.internal/essays/harbour-walls.html"
const tidesUrl = "http://library.internal/tides/why-the-sea-rises-twice-a-day.md"

const ofPage = (name: string, url: string, withWeb: boolean) =>
  start(name, {
    title: "A page of a site",
    sources: [page(url)],
    subject: Subject.cases.Address.make({ url, withWeb })
  })

layer(TestLayer, { excludeTestServices: true })("an episode from what a listener gives", (it) => {
  it.effect("has just the page at an address, however short, and takes its title", () =>
    Effect.gen(function* () {
      const episode = yield* ofPage("page", essayUrl, false)
      const { sources, timeline, title } = yield* episode.at("Complete")
      assert.deepStrictEqual(
        sources.map(({ url }) => url),
        [essayUrl]
      )
      assert.strictEqual(title, "The walls below the harbour")
      assert.isTrue(timeline.lines.some(({ text }) => text.includes("oak")))
      assert.isTrue(timeline.lines.slice(0, 2).some(({ text }) => text.includes("to read")))
    })
  )

  it.effect("has the page and what others say about it when the listener wishes so", () =>
    Effect.gen(function* () {
      const episode = yield* ofPage("both", tidesUrl, true)
      const { notices, sources } = yield* episode.at("Complete")
      const [first, ...others] = sources.map(({ url }) => url)
      assert.strictEqual(first, tidesUrl)
      assert.isAtLeast(others.length, 1)
      assert.isTrue(others.every((url) => url.includes("/tides/")))
      assert.notInclude(notices, nothingElse)
    })
  )

  it.effect("has a notice when nothing else was found", () =>
    Effect.gen(function* () {
      const episode = yield* ofPage("alone", essayUrl, true)
      const { notices, sources } = yield* episode.at("Complete")
      assert.strictEqual(sources.length, 1)
      assert.include(notices, nothingElse)
    })
  )

  it.effect("has just the document that was uploaded", () =>
    Effect.gen(function* () {
      const { extract } = yield* Extractor
      const documents = yield* ListenerDocuments
      const prose = yield* extract({ mediaType: "text/html", bytes: harbour, url: essayUrl })
      const { id, title } = yield* documents.save("someone", "harbour.html", prose)
      const url = documentUrl(id)
      const episode = yield* start("document", {
        title,
        sources: [new Source({ id: sourceId(url), url, title, site: "your document" })],
        subject: Subject.cases.Document.make({ documentId: id, withWeb: false })
      })
      const whole = yield* episode.at("Complete")
      assert.deepStrictEqual(
        whole.sources.map((source) => source.url),
        [url]
      )
      const cited = whole.timeline.lines.flatMap(({ passages }) => passages)
      assert.isAbove(cited.length, 0)
      assert.isTrue(cited.every((passage) => passage.startsWith(`${sourceId(url)}#`)))
    })
  )

  it.effect("admits in one sentence that its sources say nothing about the focus", () =>
    Effect.gen(function* () {
      const sources = yield* documentsOf("coffee")
      const about = (name: string, focus: string) =>
        start(name, { title: "Coffee", sources, focus })
      const [covered, missed] = [
        yield* about("covered", "what it means for small farms"),
        yield* about("missed", "blast furnaces")
      ]
      const admissions = ({ timeline }: Episode) =>
        timeline.lines.filter(({ text }) => text.includes("asked us to focus"))
      const whole = yield* missed.at("Complete")
      assert.strictEqual(whole.focus, "blast furnaces")
      assert.deepStrictEqual(
        admissions(whole).map(({ id, passages }) => [String(id), passages]),
        [["1.0", []]]
      )
      assert.include(whole.notices, missedFocus)
      assert.isAbove(whole.timeline.lines.filter(({ passages }) => passages.length > 0).length, 3)
      const focused = yield* covered.at("Complete")
      assert.lengthOf(admissions(focused), 0)
      assert.notInclude(focused.notices, missedFocus)
      const farms = /farm|smallholder/i
      assert.isTrue(
        focused.timeline.lines.some(({ passages, text }) => passages.length > 0 && farms.test(text))
      )
      assert.isFalse(whole.timeline.lines.some(({ text }) => farms.test(text)))
    })
  )

  it.effect("fails with the reason when it cannot be read", () =>
    Effect.gen(function* () {
      const episode = yield* ofPage("lost", "http://library.internal/tides/lost.md", false)
      const { notices, status } = yield* episode.at("Failed")
      const reason = "This cannot be read: it answered 404. Choose another page or document."
      assert.deepStrictEqual(status, { _tag: "Failed", reason, remedy: "choose" })
      assert.deepStrictEqual(notices, [reason])
    })
  )

  it.effect("fails when its document is not there any more", () =>
    Effect.gen(function* () {
      const url = "http://documents.internal/".concat("0".repeat(32))
      const episode = yield* start("expired", {
        title: "Gone",
        sources: [page(url)],
        subject: Subject.cases.Address.make({ url, withWeb: false })
      })
      const { notices } = yield* episode.at("Failed")
      assert.match(notices[0] ?? "", /^This cannot be read: it has expired\./)
    })
  )
})

import * as Agent from "@aethercast/cluster/Agent"
import { Source } from "@aethercast/domain/Source"
import { Array, Effect, Schema } from "effect"
import { type Article, passages } from "../sources/Article.ts"
import { Reader } from "../sources/Reader.ts"
import { sourcesDependency, SourceUnavailable } from "../sources/SourceFailure.ts"
import { withoutNearDuplicates } from "../sources/Sketch.ts"
import { TopicSource } from "../sources/TopicSource.ts"
import { BlobId } from "../store/Blobs.ts"
import { Material, Materials } from "../store/Materials.ts"

/** None of the documents could be read. */
export class NothingToRead extends Schema.TaggedError<NothingToRead>()("NothingToRead", {
  /** Titles of the documents that were tried. */
  titles: Schema.Array(Schema.String)
}) {}

/** The material of the documents that could be read, by reference. */
export class Harvest extends Schema.Class<Harvest>("aethercast/Harvest")({
  material: BlobId,
  sources: Schema.Array(Source),
  /** The number of passages. */
  passages: Schema.Natural,
  /** Titles of the documents that could not be read. */
  missing: Schema.Array(Schema.String)
}) {}

/**
 * Reads documents concurrently, and searches for more. Documents that cannot be read are left out, and so
 * are near duplicates of others.
 */
export const WebContentHarvester = Agent.make({
  name: "WebContentHarvester",
  version: 1,
  description: "Reads documents and searches for more",
  role: "web",
  input: Schema.Struct({
    sources: Schema.Array(Source).check(Schema.isMaxLength(32)),
    /** A search query for further documents; empty for none. */
    words: Schema.String.check(Schema.isMaxLength(300)),
    limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 32 }))
  }),
  success: Harvest,
  error: Schema.Union([NothingToRead, SourceUnavailable]),
  supervision: {
    deadline: "30 seconds",
    restarts: { times: 2, within: "1 minute" },
    circuits: [{ dependency: sourcesDependency, on: ["SourceUnavailable"] }],
    retry: { on: ["SourceUnavailable"], times: 2, base: "200 millis", cap: "2 seconds" }
  }
})(
  Effect.gen(function* () {
    const reader = yield* Reader
    const feeds = yield* TopicSource
    const materials = yield* Materials

    return Effect.fn("WebContentHarvester.turn")(function* ({ limit, sources, words }) {
      const matching = words === "" ? [] : yield* feeds.find(words, limit)
      const requested = unique([...sources, ...matching]).slice(0, limit)
      const read = yield* Effect.forEach(
        requested,
        (source) => Effect.result(reader.read(source)),
        {
          concurrency: 4
        }
      )
      const readable = Array.getSuccesses(read)
      const articles = withoutNearDuplicates(readable)
      if (articles.length === 0) {
        return yield* new NothingToRead({ titles: requested.map((source) => source.title) })
      }
      const found = yield* Effect.forEach(articles, passagesOf)
      const material = new Material({
        sources: articles.map((article) => article.source),
        passages: found.flat().slice(0, maxPassages)
      })
      return new Harvest({
        material: yield* materials.save(material),
        sources: material.sources,
        passages: material.passages.length,
        missing: requested
          .filter((requested) => readable.every(({ source }) => source.id !== requested.id))
          .map((source) => source.title)
      })
    })
  })
)

/** Of all documents together; the writer takes a fair share of each. */
const maxPassages = 2000

/** A long document takes 20 ms: others get their turn after each. */
const passagesOf = (article: Article) =>
  Effect.andThen(
    Effect.sync(() => passages(article, maxPassages)),
    (all) => Effect.as(Effect.yieldNow, all)
  )

const unique = (sources: ReadonlyArray<Source>): ReadonlyArray<Source> => [
  ...new Map(sources.map((source) => [source.id, source])).values()
]

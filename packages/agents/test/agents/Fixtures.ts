import { Passage, PassageId, Source } from "@aethercast/domain/Source"
import { Topic, TopicId } from "@aethercast/domain/Topic"
import { Context, DateTime, Effect, Layer, Option, Ref } from "effect"
import { Article, sourceId } from "../../src/sources/Article.ts"
import type { Report } from "../../src/sources/discovery/TopicMerging.ts"
import { quotableSentences } from "../../src/sources/Sentences.ts"
import { type Blob, Blobs, type BlobId, blobIdOf } from "../../src/store/Blobs.ts"
import { type Material, Materials } from "../../src/store/Materials.ts"
import { Snippets } from "../../src/store/Snippets.ts"
import { TopicPool } from "../../src/store/TopicPool.ts"

export const sourceOf = (name: string): Source => {
  const url = `http://library.internal/${name}.md`
  return new Source({ id: sourceId(url), url, title: name, site: "library" })
}

export const topicOf = (name: string, ...sources: ReadonlyArray<Source>): Topic =>
  new Topic({
    id: TopicId.make(name),
    title: `All about ${name}`,
    summary: "",
    tags: [],
    publishedAt: DateTime.makeUnsafe(0),
    sources
  })

/** An article of one paragraph. */
export const articleOf = (source: Source, ...sentences: ReadonlyArray<string>): Article =>
  articleOfParagraphs(source, [{ heading: "", text: sentences.join(" ") }])

export const articleOfParagraphs = (source: Source, paragraphs: Article["paragraphs"]): Article =>
  new Article({
    source,
    title: source.title,
    paragraphs,
    references: [],
    sentences: quotableSentences(paragraphs),
    language: "en",
    sketch: []
  })

export const passageOf = (source: Source, position: number, text: string): Passage =>
  new Passage({
    id: PassageId.make(`${source.id}#${position}`),
    source: source.id,
    position,
    start: 0,
    heading: "",
    text
  })

/** Lets the next calls of a fake service fail or hang, and counts its calls. */
export class Faults extends Context.Service<
  Faults,
  {
    /** The next `times` calls fail. Resets the count of calls. */
    failNext(times: number): Effect.Effect<void>
    /** All further calls hang. */
    readonly hang: Effect.Effect<void>
    readonly calls: Effect.Effect<number>
    /** A call, which fails with `error` when it is to fail. */
    call<A, E, E2>(error: E, success: Effect.Effect<A, E2>): Effect.Effect<A, E | E2>
  }
>()("@aethercast/agents/test/Faults") {
  static readonly layer = Layer.effect(
    Faults,
    Effect.gen(function* () {
      const calls = yield* Ref.make(0)
      const failures = yield* Ref.make(0)
      const hangs = yield* Ref.make(false)
      return Faults.of({
        failNext: (times) => Effect.andThen(Ref.set(failures, times), Ref.set(calls, 0)),
        hang: Ref.set(hangs, true),
        calls: Ref.get(calls),
        call: (error, success) =>
          Effect.gen(function* () {
            yield* Ref.update(calls, (n) => n + 1)
            if (yield* Ref.get(hangs)) return yield* Effect.never
            const left = yield* Ref.getAndUpdate(failures, (n) => Math.max(0, n - 1))
            return yield* left > 0 ? Effect.fail(error) : success
          })
      })
    })
  )
}

/** The events of a task that is given up after `retries` retries. */
export const givenUpAfter = (retries: number): ReadonlyArray<string> => [
  ...Array.from({ length: retries }, () => ["Attempted", "BackedOff"]).flat(),
  "Attempted",
  "DeadLettered"
]

/** Blobs in memory. */
export const BlobsLayer = Layer.effect(
  Blobs,
  Effect.map(Ref.make<ReadonlyMap<BlobId, Blob>>(new Map()), (blobs) =>
    Blobs.of({
      put: (blob) => {
        const id = blobIdOf(blob.bytes)
        return Effect.as(
          Ref.update(blobs, (known) => new Map(known).set(id, blob)),
          id
        )
      },
      get: (id) => Effect.map(Ref.get(blobs), (known) => Option.fromNullishOr(known.get(id))),
      address: () => Effect.succeedNone,
      share: () => Effect.die("unused"),
      release: () => Effect.void
    })
  )
)

/** Materials in memory. */
export const MaterialsLayer = Layer.effect(
  Materials,
  Effect.map(Ref.make<ReadonlyMap<BlobId, Material>>(new Map()), (materials) =>
    Materials.of({
      save: (material) => {
        const text = JSON.stringify(material)
        const id = blobIdOf(new TextEncoder().encode(text))
        return Effect.as(
          Ref.update(materials, (known) => new Map(known).set(id, material)),
          id
        )
      },
      load: (id) =>
        Effect.flatMap(Ref.get(materials), (known) => {
          const material = known.get(id)
          return material === undefined ? Effect.die(`no material ${id}`) : Effect.succeed(material)
        })
    })
  )
)

/** The stores of `TopicDiscovery`: what was collected on the web, and when topics were first offered. */
export const topicStoresLayer = (
  reports: ReadonlyArray<Report> = [],
  offered: ReadonlyMap<TopicId, DateTime.Utc> = new Map()
) =>
  Layer.mergeAll(
    Layer.succeed(
      TopicPool,
      TopicPool.of({
        reports: Effect.succeed(reports),
        version: Effect.succeed(""),
        save: () => Effect.void
      })
    ),
    Layer.succeed(
      Snippets,
      Snippets.of({
        find: () => Effect.succeedNone,
        latest: () => Effect.succeed([]),
        offeredSince: Effect.succeed(offered),
        save: () => Effect.void,
        addCover: () => Effect.void
      })
    )
  )

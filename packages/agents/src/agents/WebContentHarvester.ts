import * as Agent from "@aethercast/cluster/Agent"
import { Focus } from "@aethercast/domain/EpisodeRequest"
import { Source } from "@aethercast/domain/Source"
import { Array, Clock, Effect, Schema } from "effect"
import { relevantPassages } from "../relevance/ArticleRelevance.ts"
import * as FocusQuery from "../relevance/FocusQuery.ts"
import { withFocus } from "../relevance/FocusRelevance.ts"
import { keywords } from "../relevance/Keywords.ts"
import { Lexicon } from "../relevance/Lexicon.ts"
import type { Standard } from "../relevance/Relevance.ts"
import * as TopicQuery from "../relevance/TopicQuery.ts"
import { withIntroductions } from "../writing/Introductions.ts"
import { type Article, passages } from "../sources/Article.ts"
import { Payer } from "../spending/Payer.ts"
import { Spending } from "../spending/Spending.ts"
import { readAll, Reader } from "../sources/Reader.ts"
import { sourcesDependency, SourceUnavailable } from "../sources/SourceFailure.ts"
import { withoutNearDuplicates } from "../sources/Sketch.ts"
import { TopicSource } from "../sources/TopicSource.ts"
import { BlobId } from "../store/Blobs.ts"
import { Material, Materials } from "../store/Materials.ts"

/** None of the documents could be read. */
export class NothingToRead extends Schema.TaggedError<NothingToRead>()("NothingToRead", {
  /** Titles of the documents that were tried. */
  titles: Schema.Array(Schema.String),
  /** Why the first one could not be read, such as "it answered 404". */
  reason: Schema.optionalKey(Schema.String)
}) {}

/** Nothing that was found and read is about the topic. */
export class NothingOnTopic extends Schema.TaggedError<NothingOnTopic>()("NothingOnTopic", {
  /** Titles of the documents that are about a part of it, the nearest first. */
  near: Schema.Array(Schema.String)
}) {}

/** The material of the documents that could be read, by reference. */
export class Harvest extends Schema.Class<Harvest>("aethercast/Harvest")({
  material: BlobId,
  sources: Schema.Array(Source),
  /** What a single document is about, in at most two words: its title is often no query. */
  about: Schema.optionalKey(Schema.String),
  /** The number of passages. */
  passages: Schema.Natural,
  /** Titles of the documents that could not be read. */
  missing: Schema.Array(Schema.String),
  /** Documents whose sites could not be reached, and the ages of the copies that were read. */
  copies: Schema.Array(Schema.Struct({ title: Schema.String, ageMillis: Schema.Finite })).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed([])),
    Schema.withConstructorDefault(Effect.succeed([]))
  )
}) {}

/**
 * Reads documents concurrently, and searches for more about a topic. What it finds is used only as far as
 * it is about the topic. Documents that cannot be read are left out, and so are near duplicates of others.
 */
export const WebContentHarvester = Agent.make({
  name: "WebContentHarvester",
  version: 1,
  description: "Reads documents and searches for more",
  role: "web",
  input: Schema.Struct({
    /** The topic's own documents: all that they say is about it. */
    sources: Schema.Array(Source).check(Schema.isMaxLength(32)),
    /** What further documents have to be about; empty for none. */
    words: Schema.String.check(Schema.isMaxLength(300)),
    /** What is preferred of what is about the topic. */
    focus: Schema.optionalKey(Focus),
    /** Whether to search also for the mere subject of the words. */
    deeper: Schema.Boolean,
    limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 64 }))
  }),
  success: Harvest,
  error: Schema.Union([NothingToRead, NothingOnTopic, SourceUnavailable]),
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
    const lexicon = yield* Lexicon
    const spending = yield* Spending

    /** Of a long document the beginning tells. */
    const aboutOf = ({ passages }: Material) =>
      keywords(
        lexicon,
        passages.slice(0, 200).map(({ text }) => text)
      )

    const search = Effect.fnUntraced(function* (queries: ReadonlyArray<string>, limit: number) {
      const found = yield* Effect.forEach(
        queries.filter((query) => query !== ""),
        (query) => feeds.find(query, limit)
      )
      return found.flat()
    })

    /** Documents about a focus of the topic. */
    const searchFocus = (words: string, { wanted }: FocusQuery.FocusQuery, limit: number) =>
      search(
        words === "" || wanted.length === 0 ? [] : [[words, ...wanted.flat()].join(" ")],
        limit
      )

    return Effect.fn("WebContentHarvester.turn")(function* (
      { deeper, focus, limit, sources, words },
      context
    ) {
      const topic = TopicQuery.make(lexicon, words)
      const queries = deeper ? [words, TopicQuery.subjectWords(topic)] : [words]
      const focusQuery = focus === undefined ? undefined : FocusQuery.make(focus)
      const more = yield* Effect.all(
        [
          focusQuery === undefined
            ? Effect.succeed([])
            : searchFocus(words, focusQuery, Math.ceil(limit / 2)),
          search(queries, limit)
        ],
        { concurrency: 2 }
      ).pipe(Effect.map(Array.flatten), Effect.provideService(Payer, spending.payer(context)))
      const requested = unique([...sources, ...more]).slice(0, limit)
      const read = yield* readAll(reader, requested)
      const readable = Array.getSuccesses(read)
      if (readable.length === 0 && requested.length > 0) {
        const [failure] = Array.getFailures(read)
        return yield* new NothingToRead({
          titles: requested.map(nameOf),
          ...(failure !== undefined && { reason: failure.reason })
        })
      }
      const own = new Set(sources.map(({ id }) => id))
      const articles = withoutNearDuplicates(readable)
      const judgeBy = (standard: Standard) =>
        Effect.forEach(articles, (article) =>
          Effect.flatMap(passagesOf(article), (all) =>
            Effect.map(
              own.has(article.source.id)
                ? Effect.succeed({ passages: all, isNear: true })
                : relevantPassages(topic, article.title, all, standard),
              (relevance) => ({ ...relevance, all, article })
            )
          )
        )
      const strictly = yield* judgeBy("strict")
      const found = strictly.reduce((sum, { passages }) => sum + passages.length, 0)
      const judged = found < minPassages ? yield* judgeBy("lenient") : strictly
      const used = judged.filter(({ passages }) => passages.length > 0)
      if (used.length === 0) {
        return yield* new NothingOnTopic({
          near: judged.filter(({ isNear }) => isNear).map(({ article }) => article.title)
        })
      }
      const now = yield* Clock.currentTimeMillis
      const introduced = yield* Effect.forEach(used, ({ all, passages }) =>
        withIntroductions(passages, all, words)
      )
      const kept = introduced.flat().slice(0, maxPassages)
      const material = new Material({
        sources: used.map(({ article }) => article.source),
        passages: focusQuery === undefined ? kept : yield* withFocus(lexicon, focusQuery, kept)
      })
      return new Harvest({
        material: yield* materials.save(material, context.task.workflowId),
        sources: material.sources,
        passages: material.passages.length,
        ...(words === "" && sources.length === 1 && { about: aboutOf(material) }),
        missing: requested
          .filter((requested) => readable.every(({ source }) => source.id !== requested.id))
          .map(nameOf),
        copies: used.flatMap(({ article: { copiedAt, title } }) =>
          copiedAt === undefined ? [] : [{ title, ageMillis: now - copiedAt.epochMilliseconds }]
        )
      })
    })
  })
)

/** Fewer than this are hardly an episode: then the documents are judged leniently. */
const minPassages = 10

/** Of all documents together; the writer takes a fair share of each. */
const maxPassages = 2000

/** A long document takes 20 ms: others get their turn after each. */
const passagesOf = (article: Article) =>
  Effect.andThen(
    Effect.sync(() => passages(article, maxPassages)),
    (all) => Effect.as(Effect.yieldNow, all)
  )

/** A page that a listener named has no title before it is read. */
const nameOf = ({ title, url }: Source): string => (title === "" ? url : title)

const unique = (sources: ReadonlyArray<Source>): ReadonlyArray<Source> => [
  ...new Map(sources.map((source) => [source.id, source])).values()
]

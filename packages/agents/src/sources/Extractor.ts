import { Context, type Duration, Effect, Layer, Schema } from "effect"
import * as WorkerPool from "../WorkerPool.ts"
import { Prose } from "./Article.ts"
import type { RawDocument } from "./Extraction.ts"
import type { Request } from "./ExtractionWorker.ts"
import { Feed, type FetchedFeed } from "./FeedEntries.ts"

/** No prose could be extracted from the document. */
export class ExtractionFailed extends Schema.TaggedError<ExtractionFailed>()("ExtractionFailed", {
  reason: Schema.String
}) {}

/**
 * Reads untrusted documents and feeds in worker threads. A worker that exceeds the time or memory limit
 * is stopped and replaced.
 */
export class Extractor extends Context.Service<
  Extractor,
  {
    extract(document: RawDocument): Effect.Effect<Prose, ExtractionFailed>
    readFeed(feed: FetchedFeed): Effect.Effect<Feed, ExtractionFailed>
  }
>()("@aethercast/agents/sources/Extractor") {
  /**
   * A page of 66 KB takes 20 ms and a PDF of 300 pages two seconds: there is room for 2 MB of text, and
   * for 20 MB of anything else, on a busy machine.
   */
  static readonly layer = Layer.suspend(() =>
    Extractor.layerWith({ timeLimit: "5 seconds", fileTimeLimit: "25 seconds" })
  )

  /** `fileTimeLimit` is that of files other than text. */
  static readonly layerWith = (options: {
    readonly timeLimit: Duration.Input
    readonly fileTimeLimit?: Duration.Input
  }) =>
    Layer.effect(
      Extractor,
      Effect.gen(function* () {
        const { fileTimeLimit = options.timeLimit, timeLimit } = options
        const workers = yield* WorkerPool.make({
          script: new URL("./ExtractionWorker.ts", import.meta.url),
          maxWorkers: 2,
          timeLimit,
          memoryMiB: 512
        })

        const ask = Effect.fnUntraced(function* (request: Request, limit: Duration.Input) {
          const message = yield* Effect.mapError(
            workers.ask(request, limit),
            ({ reason }) => new ExtractionFailed({ reason: failures[reason] })
          )
          const answer = yield* Effect.orDie(decodeAnswer(message))
          if (answer._tag === "Refused")
            return yield* new ExtractionFailed({ reason: answer.reason })
          return answer
        })

        return Extractor.of({
          extract: Effect.fn("Extractor.extract")(function* (document) {
            const limit = document.mediaType.startsWith("text/") ? timeLimit : fileTimeLimit
            const answer = yield* ask({ _tag: "Document", document }, limit)
            return answer._tag === "Prose" ? answer.prose : yield* Effect.die(answer)
          }),
          readFeed: Effect.fn("Extractor.readFeed")(function* (feed) {
            const answer = yield* ask({ _tag: "Feed", feed }, timeLimit)
            return answer._tag === "Feed" ? answer.feed : yield* Effect.die(answer)
          })
        })
      })
    )
}

const failures = {
  TimedOut: "it takes too long to read",
  Broken: "it cannot be parsed"
} as const

const Answer = Schema.TaggedUnion({
  Prose: { prose: Prose },
  Feed: { feed: Feed },
  Refused: { reason: Schema.String }
})

const decodeAnswer = Schema.decodeUnknownEffect(Answer)

import { Worker } from "node:worker_threads"
import { Context, type Duration, Effect, Layer, Pool, Schema } from "effect"
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
        const workers = yield* Pool.makeWithTTL({
          acquire: startWorker,
          min: 1,
          max: 2,
          timeToLive: "1 minute"
        })

        const ask = Effect.fnUntraced(function* (request: Request, duration: Duration.Input) {
          const worker = yield* Pool.get(workers)
          const answer = yield* exchange(worker, request).pipe(
            Effect.timeoutOrElse({
              duration,
              orElse: () => new ExtractionFailed({ reason: "it takes too long to read" })
            }),
            Effect.onError(() => Pool.invalidate(workers, worker))
          )
          if (answer._tag === "Refused")
            return yield* new ExtractionFailed({ reason: answer.reason })
          return answer
        }, Effect.scoped)

        return Extractor.of({
          extract: Effect.fn("Extractor.extract")(function* (document) {
            const { fileTimeLimit = options.timeLimit, timeLimit } = options
            const limit = document.mediaType.startsWith("text/") ? timeLimit : fileTimeLimit
            const answer = yield* ask({ _tag: "Document", document }, limit)
            return answer._tag === "Prose" ? answer.prose : yield* Effect.die(answer)
          }),
          readFeed: Effect.fn("Extractor.readFeed")(function* (feed) {
            const answer = yield* ask({ _tag: "Feed", feed }, options.timeLimit)
            return answer._tag === "Feed" ? answer.feed : yield* Effect.die(answer)
          })
        })
      })
    )
}

const Answer = Schema.TaggedUnion({
  Prose: { prose: Prose },
  Feed: { feed: Feed },
  Refused: { reason: Schema.String }
})

const decodeAnswer = Schema.decodeUnknownEffect(Answer)

const startWorker = Effect.acquireRelease(
  Effect.sync(
    () =>
      new Worker(new URL("./ExtractionWorker.ts", import.meta.url), {
        resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 }
      })
  ),
  (worker) => Effect.promise(() => worker.terminate())
).pipe(Effect.tap((worker) => Effect.orDie(nextMessage(worker))))

const exchange = (worker: Worker, request: Request) =>
  Effect.sync(() => worker.postMessage(request)).pipe(
    Effect.andThen(nextMessage(worker)),
    Effect.flatMap((answer) => Effect.orDie(decodeAnswer(answer)))
  )

const nextMessage = (worker: Worker) =>
  Effect.callback<unknown, ExtractionFailed>((resume) => {
    const stop = () => worker.off("message", answered).off("exit", broken).off("error", broken)
    const answered = (answer: unknown) => {
      stop()
      resume(Effect.succeed(answer))
    }
    const broken = () => {
      stop()
      // A dying worker emits further errors, and an "error" event without a listener is thrown.
      worker.on("error", () => {})
      resume(new ExtractionFailed({ reason: "it cannot be parsed" }))
    }
    worker.on("message", answered).on("exit", broken).on("error", broken)
    return Effect.sync(stop)
  })

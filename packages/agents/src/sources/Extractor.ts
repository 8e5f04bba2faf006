import { Worker } from "node:worker_threads"
import { Context, type Duration, Effect, Layer, Pool, Schema } from "effect"
import { Prose } from "./Article.ts"
import type { RawDocument } from "./Extraction.ts"

/** No prose could be extracted from the document. */
export class ExtractionFailed extends Schema.TaggedError<ExtractionFailed>()("ExtractionFailed", {
  reason: Schema.String
}) {}

/**
 * Extracts the prose of untrusted documents in worker threads. A worker that exceeds the time or
 * memory limit is stopped and replaced.
 */
export class Extractor extends Context.Service<
  Extractor,
  { extract(document: RawDocument): Effect.Effect<Prose, ExtractionFailed> }
>()("@aethercast/agents/sources/Extractor") {
  /** A page of 66 KB takes 15 ms; five seconds leave room for 2 MB on a busy machine. */
  static readonly layer = Layer.suspend(() => Extractor.layerWith({ timeLimit: "5 seconds" }))

  static readonly layerWith = (options: { readonly timeLimit: Duration.Input }) =>
    Layer.effect(
      Extractor,
      Effect.gen(function* () {
        const workers = yield* Pool.makeWithTTL({
          acquire: startWorker,
          min: 1,
          max: 2,
          timeToLive: "1 minute"
        })

        const extract = Effect.fn("Extractor.extract")(function* (document: RawDocument) {
          const worker = yield* Pool.get(workers)
          const answer = yield* ask(worker, document).pipe(
            Effect.timeoutOrElse({
              duration: options.timeLimit,
              orElse: () => new ExtractionFailed({ reason: "it takes too long to read" })
            }),
            Effect.onError(() => Pool.invalidate(workers, worker))
          )
          if (answer._tag === "Refused")
            return yield* new ExtractionFailed({ reason: answer.reason })
          return answer.prose
        }, Effect.scoped)

        return Extractor.of({ extract })
      })
    )
}

const Answer = Schema.TaggedUnion({
  Prose: { prose: Prose },
  Refused: { reason: Schema.String }
})

const decodeAnswer = Schema.decodeUnknownEffect(Answer)

const startWorker = Effect.acquireRelease(
  Effect.sync(
    () =>
      new Worker(new URL("./ExtractionWorker.ts", import.meta.url), {
        resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }
      })
  ),
  (worker) => Effect.promise(() => worker.terminate())
).pipe(Effect.tap((worker) => Effect.orDie(nextMessage(worker))))

const ask = (worker: Worker, document: RawDocument) =>
  Effect.sync(() => worker.postMessage(document)).pipe(
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

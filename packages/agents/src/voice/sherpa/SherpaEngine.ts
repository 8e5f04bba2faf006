import { availableParallelism } from "node:os"
import { Effect, Queue, Semaphore, Stream } from "effect"
import { spokenPieces } from "../SpokenPieces.ts"
import * as SherpaLibrary from "./SherpaLibrary.ts"
import { models, type SherpaKind } from "./SherpaModel.ts"
import { SherpaFailed, type SherpaText } from "./SherpaRpcs.ts"

export interface Options {
  /** Where `sherpa-onnx-node` is installed. */
  readonly folder: string
  readonly kind: SherpaKind
  /** The folder with the files of the model. */
  readonly model: string
}

/** What the bytes of a text depend on, besides the text and the model. */
export const generation = { speed: 1, numSteps: 5, seed: 7 } as const

/** A voice in this process, which speaks one sentence at a time. It is loaded once it is needed. */
export const make = Effect.fn("SherpaEngine.make")(function* (options: Options) {
  const loaded = yield* Effect.cached(load(options))
  const turn = yield* Semaphore.make(1)

  const sentence = Effect.fnUntraced(function* ({ language, speaker }: SherpaText, text: string) {
    const tts = yield* loaded
    return yield* Effect.tryPromise({
      try: () =>
        tts.generateAsync({
          text,
          enableExternalBuffer: false,
          generationConfig: {
            sid: speaker,
            speed: generation.speed,
            numSteps: generation.numSteps,
            extra: { lang: models[options.kind].languageName(language), seed: generation.seed }
          }
        }),
      catch: failedBy("NotSpoken")
    }).pipe(
      // The library cannot stop, and speaks one text at a time.
      Effect.uninterruptible,
      turn.withPermit,
      Effect.map(({ samples }) => ({ samples, rate: tts.sampleRate }))
    )
  })

  return {
    load: Effect.map(loaded, ({ sampleRate }) => sampleRate),
    /** The samples of a text, sentence by sentence, with a pause after each. */
    speak: (request: SherpaText): Stream.Stream<Uint8Array, SherpaFailed> =>
      Stream.callback<Uint8Array, SherpaFailed>((queue) =>
        // A text has so many samples at most, whatever the pace at which they are read.
        Effect.forEach(
          spokenPieces(request.text),
          ({ gapMillis, text }) =>
            Effect.flatMap(sentence(request, text), ({ rate, samples }) =>
              Queue.offer(queue, pcm(samples, Math.round((gapMillis * rate) / 1000)))
            ),
          { discard: true }
        ).pipe(Effect.andThen(Queue.end(queue)))
      ).pipe(
        Stream.merge(
          Stream.map(Stream.tick(heartbeat), () => new Uint8Array(0)),
          { haltStrategy: "left" }
        )
      )
  }
})

const load = Effect.fn("SherpaEngine.load")(
  function* ({ folder, kind, model }: Options) {
    const library = yield* SherpaLibrary.load(folder)
    return yield* Effect.promise(() =>
      library.OfflineTts.createAsync({
        model: {
          ...models[kind].files(model),
          numThreads: Math.max(1, availableParallelism() - 1),
          provider: "cpu"
        },
        maxNumSentences: 1
      })
    )
  },
  Effect.catchDefect((thrown) => Effect.fail(failedBy("NotLoaded")(thrown)))
)

/** Samples between -1 and 1 as 16 bit, and silence after them. */
const pcm = (samples: Float32Array, silence: number): Uint8Array => {
  const bytes = new Uint8Array((samples.length + silence) * 2)
  const view = new DataView(bytes.buffer)
  samples.forEach((sample, index) => {
    view.setInt16(index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true)
  })
  return bytes
}

const failedBy = (reason: SherpaFailed["reason"]) => (thrown: unknown) =>
  new SherpaFailed({ reason, detail: thrown instanceof Error ? thrown.message : String(thrown) })

const heartbeat = "3 seconds"

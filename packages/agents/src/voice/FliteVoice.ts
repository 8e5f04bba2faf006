import { Array, Effect, Layer, Queue, Semaphore, Stream } from "effect"
import { availableParallelism } from "node:os"
import { linesAtOnce } from "./FliteMessages.ts"
import * as FliteThread from "./FliteThread.ts"
import {
  type SpeechFailed,
  SpeechSynthesizer,
  type SpokenLine,
  TextNotSpeakable
} from "./SpeechSynthesizer.ts"
import { spokenPieces } from "./SpokenPieces.ts"
import { spokenText } from "./SpokenText.ts"

/** Raise the last number whenever a line comes out as other bytes than before. */
export const settings = "flite-0.1.1/48k-64k/1"

/**
 * Speaks with the flite voices slt (host) and rms (guest), in worker threads that start with the
 * layer and are replaced when they break. Lines take turns, piece by piece, those first of which
 * nothing is heard yet: a short line does not wait for a long one.
 */
export const layerOf = (options: {
  readonly workers: number
  /** The script of a worker: one that understands `FliteMessages.Request`. */
  readonly script: URL
}): Layer.Layer<SpeechSynthesizer> =>
  Layer.effect(
    SpeechSynthesizer,
    Effect.gen(function* () {
      const turns = yield* Semaphore.make(options.workers * linesAtOnce)
      const threads = yield* Effect.acquireRelease(
        Effect.sync(() => Array.makeBy(options.workers, () => FliteThread.start(options.script))),
        (all) => Effect.forEach(all, (thread) => thread.kill, { discard: true })
      )

      const open = (heard: (frames: Uint8Array) => void): FliteThread.FliteLine => {
        for (const [index, thread] of threads.entries()) {
          if (thread.isBroken()) threads[index] = FliteThread.start(options.script)
        }
        return threads.reduce((one, other) => (other.load() < one.load() ? other : one)).open(heard)
      }

      const perform = Effect.fn("FliteVoice.speak")(function* (
        line: SpokenLine,
        heard: (frames: Uint8Array) => void
      ) {
        const text = yield* Effect.fromOption(spokenText(line.text)).pipe(
          Effect.mapError(() => new TextNotSpeakable({ text: line.text }))
        )
        const pieces = spokenPieces(text)
        const last = pieces.length - 1
        return yield* Effect.acquireUseRelease(
          Effect.sync(() => open(heard)),
          ({ speak }) =>
            Effect.forEach(
              pieces,
              (piece, index) =>
                speak({
                  speaker: line.speaker,
                  text: piece.text,
                  silenceMillis: index === last ? line.pauseMillis : piece.gapMillis,
                  isFirst: index === 0,
                  isLast: index === last
                }),
              { discard: true }
            ),
          ({ close }) => Effect.sync(close)
        ).pipe(turns.withPermit)
      })

      return SpeechSynthesizer.of({
        description: "flite 2.3 (in process, English)",
        settings,
        // The queue has no bound of its own: a line's text has one, and so have its frames.
        speak: (line) =>
          Stream.callback<Uint8Array, SpeechFailed | TextNotSpeakable>((queue) =>
            perform(line, (frames) => Queue.offerUnsafe(queue, frames)).pipe(
              Effect.andThen(Queue.end(queue))
            )
          )
      })
    })
  )

export const layer = layerOf({
  workers: availableParallelism() <= 2 ? 1 : 2,
  script: new URL("./FliteWorker.ts", import.meta.url)
})

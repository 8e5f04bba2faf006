import { createHash } from "node:crypto"
import { Array, Effect, Layer, Queue, Semaphore, Stream } from "effect"
import { availableParallelism } from "node:os"
import { maxOpenLines } from "./FliteMessages.ts"
import { flitePronunciations } from "./FlitePronunciation.ts"
import * as FliteThread from "./FliteThread.ts"
import {
  type SpeechFailed,
  SpeechSynthesizer,
  type Utterance,
  TextNotSpeakable
} from "./SpeechSynthesizer.ts"
import { offeredVoices } from "./FliteVoices.ts"
import type { Pronunciation } from "./PronunciationFile.ts"
import { spokenPieces } from "./SpokenPieces.ts"
import { spokenText } from "./SpokenText.ts"

/** Increment the last number whenever the bytes of a line change: it is part of every clip's id. */
const version = "flite-0.1.1/48k-64k/5"

/** Pronunciations change the bytes, too. */
const settingsOf = (pronunciations: ReadonlyArray<Pronunciation>): string =>
  pronunciations.length === 0
    ? version
    : `${version}/${createHash("sha256").update(JSON.stringify(pronunciations)).digest("hex").slice(0, 16)}`

/**
 * Speaks with the voices of flite, in worker threads that start with the layer
 * and are replaced when they break. A worker alternates between its lines piece by piece, new lines
 * first, so that a short line does not wait for a long one.
 */
export const layerOf = (options: {
  readonly workers: number
  /** The script of a worker that handles `FliteMessages.Request`. */
  readonly script: URL
  /** Besides those that ship with flite. */
  readonly pronunciations: ReadonlyArray<Pronunciation>
}): Layer.Layer<SpeechSynthesizer> =>
  Layer.effect(
    SpeechSynthesizer,
    Effect.gen(function* () {
      const names = flitePronunciations(options.pronunciations)
      const lineSlots = yield* Semaphore.make(options.workers * maxOpenLines)
      const threads = yield* Effect.acquireRelease(
        Effect.sync(() => Array.makeBy(options.workers, () => FliteThread.start(options.script))),
        (all) => Effect.forEach(all, (thread) => thread.kill, { discard: true })
      )

      const open = (onFrames: (frames: Uint8Array) => void): FliteThread.FliteLine => {
        for (const [index, thread] of threads.entries()) {
          if (thread.isBroken()) threads[index] = FliteThread.start(options.script)
        }
        return threads
          .reduce((one, other) => (other.openLines() < one.openLines() ? other : one))
          .open(onFrames)
      }

      const speakLine = Effect.fn("FliteVoice.speak")(function* (
        line: Utterance,
        onFrames: (frames: Uint8Array) => void
      ) {
        const text = yield* Effect.fromOption(spokenText(line.text, names)).pipe(
          Effect.mapError(() => new TextNotSpeakable({ text: line.text }))
        )
        const pieces = spokenPieces(text)
        const last = pieces.length - 1
        return yield* Effect.acquireUseRelease(
          Effect.sync(() => open(onFrames)),
          ({ speak }) =>
            Effect.forEach(
              pieces,
              (piece, index) =>
                speak({
                  voice: line.voice.id,
                  text: piece.text,
                  silenceMillis: index === last ? line.pauseMillis : piece.gapMillis,
                  isFirst: index === 0,
                  isLast: index === last,
                  ...(line.sting === undefined ? {} : { sting: line.sting })
                }),
              { discard: true }
            ),
          ({ close }) => Effect.sync(close)
        ).pipe(lineSlots.withPermit)
      })

      return SpeechSynthesizer.of({
        description: "flite 2.3 (in process, English)",
        settings: settingsOf(options.pronunciations),
        voices: offeredVoices,
        // The frames are bounded by the length of the text, so the queue needs no bound.
        speak: (line) =>
          Stream.callback<Uint8Array, SpeechFailed | TextNotSpeakable>((queue) =>
            speakLine(line, (frames) => Queue.offerUnsafe(queue, frames)).pipe(
              Effect.andThen(Queue.end(queue))
            )
          )
      })
    })
  )

export const layer = (pronunciations: ReadonlyArray<Pronunciation> = []) =>
  layerOf({
    workers: availableParallelism() <= 2 ? 1 : 2,
    script: new URL("./FliteWorker.ts", import.meta.url),
    pronunciations
  })

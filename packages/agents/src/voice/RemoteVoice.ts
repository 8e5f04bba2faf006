import { createHash } from "node:crypto"
import { Effect, Layer, Queue, Ref, type Scope, Semaphore, Stream } from "effect"
import { textSeconds } from "../writing/SpokenLength.ts"
import * as Pronunciations from "./normalization/Pronunciations.ts"
import type { Pronunciation } from "./PronunciationFile.ts"
import type { SampleFormat } from "./SampleStream.ts"
import * as SpeechEncoder from "./SpeechEncoder.ts"
import { type LineOptions, maxOpenLines } from "./SpeechEncoderMessages.ts"
import type { SpeechProvider } from "./SpeechProvider.ts"
import {
  SpeechFailed,
  type SpeechRejected,
  SpeechSynthesizer,
  TextNotSpeakable,
  type Utterance
} from "./SpeechSynthesizer.ts"
import { spokenWords } from "./SpokenText.ts"

/** Increment it whenever something else is made of the same response. */
const version = "speech-api/48k-64k/2"

/**
 * Speaks with the voices of a provider. A line is one request, and its samples become frames while it is
 * still being spoken. The synthesizer below stands in for it.
 */
export const layer = (
  acquire: Effect.Effect<SpeechProvider, never, Scope.Scope>,
  pronunciations: ReadonlyArray<Pronunciation>
) =>
  Layer.effect(
    SpeechSynthesizer,
    Effect.gen(function* () {
      const standIn = yield* SpeechSynthesizer
      const provider = yield* acquire
      const encoder = yield* SpeechEncoder.make
      const lineSlots = yield* Semaphore.make(maxOpenLines)
      const names = Pronunciations.make(pronunciations)
      /** By voice, in decibels: what its last line needed. */
      const gains = yield* Ref.make<ReadonlyMap<string, number>>(new Map())

      const audio = (line: Utterance, input: string) =>
        provider.audio(line, input).pipe(
          Stream.timeoutOrElse({
            duration: silence,
            orElse: () => Stream.fail(new SpeechFailed({ reason: `silent for ${silence}` }))
          })
        )

      const speakLine = Effect.fn("RemoteVoice.speak")(
        function* (line: Utterance, offer: (frames: Uint8Array) => Effect.Effect<unknown>) {
          const input = yield* Effect.fromOption(spokenWords(line.text, line.language, names)).pipe(
            Effect.mapError(() => new TextNotSpeakable({ text: line.text }))
          )
          const gain = (yield* Ref.get(gains)).get(line.voice.id)
          const encoding = yield* Effect.acquireRelease(
            Effect.sync(() =>
              encoder.open(optionsOf(line, input, gain, provider.bare(line.voice)))
            ),
            ({ drop }) => drop
          )
          const give = (frames: Uint8Array) => (frames.length === 0 ? Effect.void : offer(frames))
          yield* Effect.flatMap(encoding.push(new Uint8Array(0)), give)
          yield* audio(line, input).pipe(Stream.mapEffect(encoding.push), Stream.runForEach(give))
          const last = yield* encoding.end
          yield* give(last.frames)
          yield* Ref.update(gains, (known) =>
            last.gain === undefined
              ? known
              : new Map(known).set(line.voice.id, smoothed(known.get(line.voice.id), last.gain))
          )
        },
        Effect.scoped,
        lineSlots.withPermit
      )

      const { cost, description, voices } = provider
      return SpeechSynthesizer.of({
        description,
        settings: settingsOf(provider, pronunciations),
        voices,
        cost,
        standIn,
        // The frames are bounded by the length of the line, so the queue needs no bound.
        speak: (line) =>
          Stream.callback<Uint8Array, SpeechFailed | SpeechRejected | TextNotSpeakable>((queue) =>
            Effect.andThen(
              speakLine(line, (frames) => Queue.offer(queue, frames)),
              Queue.end(queue)
            )
          )
      })
    })
  )

/** Without any byte; servers that do not stream are silent for as long as the line takes to make. */
const silence = "10 seconds"

const optionsOf = (
  { pauseMillis, sting, voice }: Utterance,
  input: string,
  gain: number | undefined,
  bare: SampleFormat | undefined
): LineOptions => {
  // What flite would take at this voice's pace.
  const expected = (textSeconds(input, "host") * 163) / voice.pace
  return {
    pauseMillis,
    minSeconds: 0.25 * expected,
    maxSeconds: 3 * expected + 3,
    ...(bare === undefined ? {} : { bare }),
    ...(gain === undefined ? {} : { gain }),
    ...(sting === undefined ? {} : { sting })
  }
}

/** Lines differ by a decibel or two: a voice's gain is the mean of its last lines. */
const smoothed = (known: number | undefined, next: number): number =>
  known === undefined ? next : 0.7 * known + 0.3 * next

const settingsOf = (
  { identity }: SpeechProvider,
  pronunciations: ReadonlyArray<Pronunciation>
): string =>
  `${version}/${createHash("sha256")
    .update(JSON.stringify([...identity, pronunciations]))
    .digest("hex")
    .slice(0, 16)}`

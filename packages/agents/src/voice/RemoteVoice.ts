import { createHash } from "node:crypto"
import { Effect, Layer, Queue, Ref, Semaphore, Stream } from "effect"
import { fromAiError, type ProviderFailure } from "../models/ModelFailure.ts"
import * as OpenAiClient from "../models/OpenAiClient.ts"
import { fromThrown } from "../models/ProviderError.ts"
import { textSeconds } from "../writing/SpokenLength.ts"
import * as Pronunciations from "./normalization/Pronunciations.ts"
import type { Pronunciation } from "./PronunciationFile.ts"
import * as SpeechEncoder from "./SpeechEncoder.ts"
import { type LineOptions, maxOpenLines } from "./SpeechEncoderMessages.ts"
import type { SpeechEndpoint } from "./SpeechEndpoint.ts"
import {
  SpeechFailed,
  SpeechRejected,
  SpeechSynthesizer,
  TextNotSpeakable,
  type Utterance
} from "./SpeechSynthesizer.ts"
import { spokenWords } from "./SpokenText.ts"

/** Increment it whenever something else is made of the same response. */
const version = "speech-api/48k-64k/1"

/**
 * Speaks with the voices of a server. A line is one request, and its samples become frames while it is
 * still being spoken. The synthesizer below stands in for it.
 */
export const layer = (endpoint: SpeechEndpoint, pronunciations: ReadonlyArray<Pronunciation>) =>
  Layer.effect(
    SpeechSynthesizer,
    Effect.gen(function* () {
      const standIn = yield* SpeechSynthesizer
      const client = yield* OpenAiClient.make(endpoint)
      const encoder = yield* SpeechEncoder.make
      const lineSlots = yield* Semaphore.make(maxOpenLines)
      const names = Pronunciations.make(pronunciations)
      /** By voice, in decibels: what its last line needed. */
      const gains = yield* Ref.make<ReadonlyMap<string, number>>(new Map())

      const request = (line: Utterance, input: string) =>
        Effect.tryPromise({
          try: (signal) =>
            client.audio.speech.create(
              { input, model: endpoint.model, voice: line.voice.id, response_format: "wav" },
              { signal }
            ),
          catch: failed
        }).pipe(
          Effect.flatMap(({ body }) =>
            body === null
              ? Effect.fail(new SpeechFailed({ reason: "it is empty" }))
              : Effect.succeed(Stream.fromReadableStream({ evaluate: () => body, onError: failed }))
          ),
          Stream.unwrap,
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
            Effect.sync(() => encoder.open(optionsOf(line, input, gain))),
            ({ drop }) => drop
          )
          const give = (frames: Uint8Array) => (frames.length === 0 ? Effect.void : offer(frames))
          yield* Effect.flatMap(encoding.push(new Uint8Array(0)), give)
          yield* request(line, input).pipe(Stream.mapEffect(encoding.push), Stream.runForEach(give))
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

      const { languages, model, price, provider, voices } = endpoint
      return SpeechSynthesizer.of({
        description: `${model} by ${provider}`,
        settings: settingsOf(endpoint, pronunciations),
        voices: voices.map((voice) => ({ voice, languages })),
        cost: ({ text }) => (price * text.length) / 1_000_000,
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
  gain: number | undefined
): LineOptions => {
  // What flite would take at this voice's pace.
  const expected = (textSeconds(input, "host") * 163) / voice.pace
  return {
    pauseMillis,
    minSeconds: 0.25 * expected,
    maxSeconds: 3 * expected + 3,
    ...(gain === undefined ? {} : { gain }),
    ...(sting === undefined ? {} : { sting })
  }
}

/** Lines differ by a decibel or two: a voice's gain is the mean of its last lines. */
const smoothed = (known: number | undefined, next: number): number =>
  known === undefined ? next : 0.7 * known + 0.3 * next

const settingsOf = (
  { baseUrl, model }: SpeechEndpoint,
  pronunciations: ReadonlyArray<Pronunciation>
): string =>
  `${version}/${createHash("sha256")
    .update(JSON.stringify([baseUrl, model, pronunciations]))
    .digest("hex")
    .slice(0, 16)}`

const failed = (thrown: unknown): SpeechFailed | SpeechRejected =>
  speechFailure(fromAiError("", fromThrown(thrown)))

const speechFailure = (failure: ProviderFailure): SpeechFailed | SpeechRejected =>
  failure._tag === "ModelUnavailable"
    ? new SpeechFailed({
        reason: failure.reason,
        ...(failure.retryAfterMillis === undefined
          ? {}
          : { retryAfterMillis: failure.retryAfterMillis })
      })
    : new SpeechRejected({ reason: failure.reason })

import { Effect, Stream } from "effect"
import { fromAiError, type ProviderFailure } from "../models/ModelFailure.ts"
import * as OpenAiClient from "../models/OpenAiClient.ts"
import { fromThrown } from "../models/ProviderError.ts"
import type { SpeechEndpoint } from "./SpeechEndpoint.ts"
import type { SpeechProvider } from "./SpeechProvider.ts"
import { SpeechFailed, SpeechRejected, type Utterance } from "./SpeechSynthesizer.ts"

/** A server that speaks at `/audio/speech`. A line is one request, answered with a WAVE file. */
export const make = Effect.fn("SpeechServer.make")(function* (
  endpoint: SpeechEndpoint
): Effect.fn.Return<SpeechProvider> {
  const client = yield* OpenAiClient.make(endpoint)
  const { baseUrl, languages, model, price, provider, voices } = endpoint
  return {
    description: `${model} by ${provider}`,
    identity: [baseUrl, model],
    voices: voices.map((voice) => ({ voice, languages })),
    cost: ({ text }) => (price * text.length) / 1_000_000,
    bare: () => undefined,
    audio: (line: Utterance, input: string) =>
      Effect.tryPromise({
        try: (signal) =>
          client.audio.speech.create(
            { input, model, voice: line.voice.id, response_format: "wav" },
            { signal }
          ),
        catch: failed
      }).pipe(
        Effect.flatMap(({ body }) =>
          body === null
            ? Effect.fail(new SpeechFailed({ reason: "it is empty" }))
            : Effect.succeed(Stream.fromReadableStream({ evaluate: () => body, onError: failed }))
        ),
        Stream.unwrap
      )
  }
})

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

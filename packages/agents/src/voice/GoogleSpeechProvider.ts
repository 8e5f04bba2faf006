import { NodeStream } from "@effect/platform-node"
import { Effect, Option, type Scope, Stream } from "effect"
import * as GoogleKey from "../google/GoogleKey.ts"
import * as GoogleStatus from "../google/GoogleStatus.ts"
import type { GoogleSpeech } from "./GoogleSpeech.ts"
import { isStreamed, languagesOf, listPrice, localeIn, nameOf } from "./GoogleVoiceName.ts"
import type { SampleFormat } from "./SampleStream.ts"
import type { SpeechProvider } from "./SpeechProvider.ts"
import { SpeechFailed, SpeechRejected, type Utterance } from "./SpeechSynthesizer.ts"

/** Google Cloud Text-to-Speech. A line is streamed where its voice allows it, otherwise one answer. */
export const make = Effect.fn("GoogleSpeechProvider.make")(function* (
  settings: GoogleSpeech
): Effect.fn.Return<SpeechProvider, never, Scope.Scope> {
  const { address, languages, price, voices } = settings
  const client = yield* connect(settings)

  const streamed = (line: Utterance, text: string) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const call = client.streamingSynthesize(onlyOnce)
        // The error of a call that was cancelled comes when nobody reads it any more.
        call.on("error", () => {})
        call.write({ streamingConfig: { voice: voiceOf(line), streamingAudioConfig } })
        call.write({ input: { text } })
        call.end()
        return call
      }),
      (call) => Effect.sync(() => call.cancel())
    ).pipe(
      Effect.map((call) =>
        NodeStream.fromReadable<Answer, SpeechFailed | SpeechRejected>({
          evaluate: () => call,
          onError: failureOf
        })
      ),
      Stream.unwrap
    )

  const unary = (line: Utterance, text: string) =>
    Effect.tryPromise({
      try: (signal) =>
        client.synthesizeSpeech(
          { input: { text }, voice: voiceOf(line), audioConfig },
          { ...onlyOnce, signal }
        ),
      catch: failureOf
    }).pipe(
      Effect.map(([answer]): Answer => answer),
      Stream.fromEffect
    )

  return {
    description: "Google Cloud Text-to-Speech",
    identity: ["google", address],
    voices: voices.map((voice) => ({ voice, languages: languagesOf(voice.id, languages) })),
    cost: ({ text, voice }) =>
      (Option.getOrElse(price, () => listPrice(voice.id)) * text.length) / 1_000_000,
    bare: ({ id }) => (isStreamed(id) ? streamedFormat : undefined),
    audio: (line, input) =>
      Stream.map(
        isStreamed(line.voice.id) ? streamed(line, input) : unary(line, input),
        ({ audioContent }) => (audioContent instanceof Uint8Array ? audioContent : noBytes)
      )
  }
})

interface Answer {
  readonly audioContent?: Uint8Array | string | null
}

const noBytes = new Uint8Array(0)

/** Supervision retries, Google's package does not. */
const onlyOnce = { retry: null }

const streamedFormat: SampleFormat = { rate: 24_000, channels: 1, encoding: "int16" }
const streamingAudioConfig = {
  audioEncoding: "PCM",
  sampleRateHertz: streamedFormat.rate
} as const

/** A WAVE file. */
const audioConfig = { audioEncoding: "LINEAR16" } as const

const voiceOf = (line: Utterance) => {
  const name = nameOf(line)
  return { name, languageCode: localeIn(name) }
}

const failureOf = (thrown: unknown): SpeechFailed | SpeechRejected => {
  const status = GoogleStatus.ofError(thrown)
  if (status._tag === "Rejected") return new SpeechRejected({ reason: status.reason })
  const { reason, retryAfterMillis } = status
  return new SpeechFailed({
    reason,
    ...(retryAfterMillis === undefined ? {} : { retryAfterMillis })
  })
}

/** Google's packages take a quarter of a second to load: nobody without Google's voices pays for it. */
const connect = Effect.fnUntraced(function* ({ address, key }: GoogleSpeech) {
  const [{ TextToSpeechClient }, { grpc }] = yield* Effect.promise(() =>
    Promise.all([import("@google-cloud/text-to-speech"), import("google-gax")])
  )
  const { hostname, port, protocol } = new URL(address)
  const options = {
    apiEndpoint: hostname,
    port: port === "" ? 443 : Number(port),
    auth: yield* GoogleKey.credentials(key),
    "grpc.max_receive_message_length": maxAnswer,
    ...(protocol === "http:" ? { sslCreds: grpc.credentials.createInsecure() } : {})
  }
  return yield* Effect.acquireRelease(
    Effect.sync(() => new TextToSpeechClient(options)),
    (client) => Effect.ignore(Effect.tryPromise(() => client.close()))
  )
})

/** Bytes: more than the longest line at 48 kHz. */
const maxAnswer = 32 * 1024 * 1024

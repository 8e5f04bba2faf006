import { frameBytes } from "@aethercast/domain/Clip"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Queue, Result, Stream } from "effect"
import { TestClock } from "effect/testing"
import { grpc } from "google-gax"
import * as GoogleSpeechProvider from "../../src/voice/GoogleSpeechProvider.ts"
import { SpeechFailed, SpeechRejected, Utterance } from "../../src/voice/SpeechSynthesizer.ts"
import * as TestGoogleKey from "../google/TestGoogleKey.ts"
import { programmeLoudness } from "./Bs1770.ts"
import * as FakeGoogleSpeech from "./FakeGoogleSpeech.ts"
import { speechLike } from "./FakeSpeechServer.ts"
import * as MasteredVoice from "./MasteredVoice.ts"
import { decoded } from "./Sound.ts"

const { aoede, neural, rate } = FakeGoogleSpeech

/** About 3.5 seconds. */
const text = "The moon pulls on the ocean, and the ocean rises twice a day."
const streamed = new Utterance({ text, voice: aoede, language: "en", pauseMillis: 0 })
const unary = new Utterance({ ...streamed, voice: neural })
const kinds = [
  ["streamed", streamed],
  ["unary", unary]
] as const

const voiceOf = Effect.fnUntraced(function* (...replies: ReadonlyArray<FakeGoogleSpeech.Reply>) {
  const server = yield* FakeGoogleSpeech.start(...replies)
  const voice = yield* MasteredVoice.of(GoogleSpeechProvider.make(server.settings))
  return { ...server, voice }
})

const { spoken } = MasteredVoice

const good = { samples: speechLike(3.5, rate) }

describe("GoogleSpeechProvider", () => {
  for (const [kind, line] of kinds) {
    it.effect(`a ${kind} line is mastered like that of any other provider`, () =>
      Effect.gen(function* () {
        const { voice } = yield* voiceOf(good)
        // The first one teaches how loud the voice is.
        yield* spoken(voice, line)
        const frames = yield* spoken(voice, line)
        assert.strictEqual(frames.length % frameBytes, 0)
        const sound = yield* decoded(frames)
        // With the delay of the encoder.
        assert.approximately(sound.length / 48_000, 3.5, 0.2)
        assert.approximately(programmeLoudness(sound), -16, 1)
      })
    )
  }

  it.effect("a streamed voice is requested in the line's language", () =>
    Effect.gen(function* () {
      const { received, voice } = yield* voiceOf(good)
      yield* spoken(voice, new Utterance({ ...streamed, language: "de", text: "Es sind 16 m." }))
      assert.deepStrictEqual(received, [
        [
          {
            streamingConfig: {
              voice: { languageCode: "de-DE", name: "de-DE-Chirp3-HD-Aoede" },
              streamingAudioConfig: { audioEncoding: "PCM", sampleRateHertz: 24_000 }
            }
          },
          { input: { text: "Es sind sechzehn Meter." } }
        ]
      ])
    })
  )

  it.effect("a voice without streaming is asked for a WAVE file", () =>
    Effect.gen(function* () {
      const { received, voice } = yield* voiceOf(good)
      yield* spoken(voice, unary)
      assert.deepStrictEqual(received, [
        {
          input: { text },
          voice: { languageCode: "en-GB", name: "en-GB-Neural2-B" },
          audioConfig: { audioEncoding: "LINEAR16" }
        }
      ])
    })
  )

  it.effect("a voice offers the languages that it speaks", () =>
    Effect.gen(function* () {
      const { voice } = yield* voiceOf(good)
      assert.deepStrictEqual(voice.voices, [
        { voice: aoede, languages: ["en", "de"] },
        { voice: neural, languages: ["en"] }
      ])
    })
  )

  it.effect("a line costs what Google's price list says of its voice", () =>
    Effect.gen(function* () {
      const { voice } = yield* voiceOf(good)
      assert.approximately(voice.cost?.(streamed) ?? 0, (30 * text.length) / 1e6, 1e-9)
      assert.approximately(voice.cost?.(unary) ?? 0, (16 * text.length) / 1e6, 1e-9)
    })
  )

  it.effect(
    "frames come while the voice is still speaking, and an interruption ends the call",
    () =>
      Effect.gen(function* () {
        const { cancellations, voice } = yield* voiceOf({ ...good, silentAfter: 15 })
        const heard = yield* Deferred.make<void>()
        let frames = 0
        const fiber = yield* Effect.forkChild(
          Stream.runForEach(voice.speak(streamed), (chunk) => {
            frames += chunk.length / frameBytes
            return frames > 20 ? Deferred.succeed(heard, undefined) : Effect.void
          })
        )
        yield* Deferred.await(heard)
        yield* Fiber.interrupt(fiber)
        yield* Queue.take(cancellations)
      })
  )

  it.effect("an interruption ends the call of a line that is not streamed", () =>
    Effect.gen(function* () {
      const { arrivals, cancellations, voice } = yield* voiceOf({ ...good, silentAfter: 0 })
      const fiber = yield* Effect.forkChild(spoken(voice, unary))
      yield* Queue.take(arrivals)
      yield* Fiber.interrupt(fiber)
      yield* Queue.take(cancellations)
    })
  )

  const { status } = grpc
  const faults: ReadonlyArray<
    readonly [name: string, reply: FakeGoogleSpeech.Reply, failure: SpeechFailed | SpeechRejected]
  > = [
    [
      "UNAUTHENTICATED",
      { code: status.UNAUTHENTICATED },
      new SpeechRejected({ reason: "KeyRefused" })
    ],
    [
      "PERMISSION_DENIED",
      { code: status.PERMISSION_DENIED },
      new SpeechRejected({ reason: "Forbidden" })
    ],
    [
      "INVALID_ARGUMENT",
      { code: status.INVALID_ARGUMENT },
      new SpeechRejected({ reason: "RequestInvalid" })
    ],
    [
      "RESOURCE_EXHAUSTED",
      { code: status.RESOURCE_EXHAUSTED },
      new SpeechFailed({ reason: "RateLimited" })
    ],
    [
      "RESOURCE_EXHAUSTED with a RetryInfo",
      { code: status.RESOURCE_EXHAUSTED, retryAfterSeconds: 9 },
      new SpeechFailed({ reason: "RateLimited", retryAfterMillis: 9000 })
    ],
    ["INTERNAL", { code: status.INTERNAL }, new SpeechFailed({ reason: "ServerError" })],
    ["UNAVAILABLE", { code: status.UNAVAILABLE }, new SpeechFailed({ reason: "BrokeOff" })],
    [
      "a reset before the first byte",
      { ...good, resetAfter: 0 },
      new SpeechFailed({ reason: "BrokeOff" })
    ],
    ["an empty answer", { body: "" }, new SpeechFailed({ reason: "it is empty" })],
    [
      "Ogg in place of the audio that was asked for",
      { body: `OggS${"\0".repeat(9000)}` },
      new SpeechFailed({ reason: "it is not WAVE" })
    ]
  ]
  for (const [name, reply, failure] of faults) {
    it.effect(`${name} is ${failure._tag}, ${failure.reason}`, () =>
      Effect.gen(function* () {
        for (const [, line] of kinds) {
          const { received, voice } = yield* voiceOf(reply)
          const error = yield* Effect.flip(spoken(voice, line))
          assert.deepStrictEqual(error, failure)
          assert.notInclude(JSON.stringify(error) + String(error), TestGoogleKey.email)
          assert.lengthOf(received, 1)
        }
      })
    )
  }

  for (const [name, reply, failure] of [
    ["a reset", { ...good, resetAfter: 12 }, "BrokeOff"],
    ["INTERNAL", { ...good, code: status.INTERNAL }, "ServerError"]
  ] as const) {
    it.effect(`${name} in the middle of a line is SpeechFailed, ${failure}`, () =>
      Effect.gen(function* () {
        const { voice } = yield* voiceOf(reply)
        assert.deepStrictEqual(
          yield* Effect.flip(spoken(voice, streamed)),
          new SpeechFailed({ reason: failure })
        )
      })
    )
  }

  it.effect("speech that is far too short or too long is not that of the line", () =>
    Effect.gen(function* () {
      for (const [, line] of kinds) {
        for (const [seconds, word] of [
          [0.3, "shorter"],
          [30, "longer"]
        ] as const) {
          const { voice } = yield* voiceOf({ samples: speechLike(seconds, rate) })
          const error = yield* Effect.flip(spoken(voice, line))
          assert.include("reason" in error ? error.reason : "", word)
        }
      }
    })
  )

  it.effect("silence fails after 10 seconds, before and within a line, and ends the call", () =>
    Effect.gen(function* () {
      for (const [line, silentAfter] of [
        [streamed, 0],
        [streamed, 15],
        [unary, 0]
      ] as const) {
        const { arrivals, cancellations, voice } = yield* voiceOf({ ...good, silentAfter })
        const heard = yield* Deferred.make<void>()
        let frames = 0
        const fiber = yield* Stream.runForEach(voice.speak(line), (chunk) => {
          frames += chunk.length / frameBytes
          return frames > 20 ? Deferred.succeed(heard, undefined) : Effect.void
        }).pipe(Effect.result, Effect.forkChild)
        yield* Queue.take(arrivals)
        if (silentAfter > 0) yield* Deferred.await(heard)
        yield* TestClock.adjust("11 seconds")
        assert.deepStrictEqual(
          yield* Fiber.join(fiber),
          Result.fail(new SpeechFailed({ reason: "silent for 10 seconds" }))
        )
        yield* Queue.take(cancellations)
      }
    })
  )
})

import { frameBytes } from "@aethercast/domain/Clip"
import { Voice } from "@aethercast/domain/Voice"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Queue, Result, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as SpeechServer from "../../src/voice/SpeechServer.ts"
import {
  SpeechFailed,
  SpeechRejected,
  type SpeechSynthesizer,
  TextNotSpeakable,
  Utterance
} from "../../src/voice/SpeechSynthesizer.ts"
import { programmeLoudness, truePeakLevel } from "./Bs1770.ts"
import * as FakeSpeechServer from "./FakeSpeechServer.ts"
import * as MasteredVoice from "./MasteredVoice.ts"
import { decoded } from "./Sound.ts"

const anna = new Voice({ id: "anna", gender: "female", pace: 163 })

/** About 3.5 seconds. */
const text = "The moon pulls on the ocean, and the ocean rises twice a day."
const line = new Utterance({ text, voice: anna, language: "en", pauseMillis: 300 })

const withoutPause = new Utterance({ ...line, pauseMillis: 0 })

const voiceOf = Effect.fnUntraced(function* (...replies: ReadonlyArray<FakeSpeechServer.Reply>) {
  const server = yield* FakeSpeechServer.start(...replies)
  const voice = yield* MasteredVoice.of(SpeechServer.make(server.endpoint))
  return { ...server, voice }
})

const spoken = (voice: SpeechSynthesizer["Service"], utterance = line) =>
  MasteredVoice.spoken(voice, utterance)

const good = { wave: { samples: FakeSpeechServer.speechLike(3.5, 24_000), rate: 24_000 } }

describe("RemoteVoice", () => {
  for (const [rate, channels, float] of [
    [8000, 1, false],
    [16_000, 1, false],
    [22_050, 1, false],
    [24_000, 2, false],
    [32_000, 1, true],
    [44_100, 2, true],
    [48_000, 1, false]
  ] as const) {
    it.effect(
      `samples at ${rate} Hz, ${channels} x ${float ? "float" : "int16"}, come out at 48 kHz and -16 LUFS`,
      () =>
        Effect.gen(function* () {
          const samples = FakeSpeechServer.speechLike(3.5, rate, 0.9)
          const { voice } = yield* voiceOf({ wave: { samples, rate, channels, float } })
          const frames = yield* spoken(voice, withoutPause)
          assert.strictEqual(frames.length % frameBytes, 0)
          const sound = yield* decoded(frames)
          // With the delay of the encoder.
          assert.approximately(sound.length / 48_000, 3.5, 0.2)
          assert.approximately(programmeLoudness(sound), -16, 1)
          assert.isBelow(truePeakLevel(sound), -1)
        })
    )
  }

  it.effect("quiet and loud voices end up equally loud, from the first line on", () =>
    Effect.gen(function* () {
      for (const peak of [0.02, 0.2, 1]) {
        const samples = FakeSpeechServer.speechLike(3.5, 24_000, peak)
        const { voice } = yield* voiceOf({ wave: { samples, rate: 24_000 } })
        const sounds = [yield* spoken(voice, withoutPause), yield* spoken(voice, withoutPause)]
        for (const frames of sounds) {
          assert.approximately(programmeLoudness(yield* decoded(frames)), -16, 1)
        }
      }
    })
  )

  it.effect("frames come while the voice is still speaking", () =>
    Effect.gen(function* () {
      const { voice } = yield* voiceOf({ ...good, silentAfter: 15 })
      const first = yield* Deferred.make<number>()
      let frames = 0
      const fiber = yield* Effect.forkChild(
        Stream.runForEach(voice.speak(line), (chunk) => {
          frames += chunk.length / frameBytes
          return frames > 20 ? Deferred.succeed(first, frames) : Effect.void
        })
      )
      assert.isAbove(yield* Deferred.await(first), 20)
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("the opening sting is there before the voice", () =>
    Effect.gen(function* () {
      const { arrivals, voice } = yield* voiceOf({ ...good, silentAfter: 0 })
      const heard = yield* Queue.unbounded<Uint8Array>()
      const opening = new Utterance({ ...line, sting: "opening" })
      const fiber = yield* Effect.forkChild(
        Stream.runForEach(voice.speak(opening), (chunk) => Queue.offer(heard, chunk))
      )
      // As many as a browser needs to begin to play.
      assert.isAtLeast((yield* Queue.take(heard)).length, 9 * frameBytes)
      yield* Queue.take(arrivals)
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("numbers are words before the voice sees them", () =>
    Effect.gen(function* () {
      const { received, voice } = yield* voiceOf(good)
      yield* spoken(voice, new Utterance({ ...line, text: "It rose by 16 m in 1854." }))
      assert.deepStrictEqual(received, [
        {
          input: "It rose by sixteen meters in eighteen fifty four.",
          model: "voice-1",
          voice: "anna",
          response_format: "wav"
        }
      ])
    })
  )

  it.effect("a text without words is not sent", () =>
    Effect.gen(function* () {
      const { received, voice } = yield* voiceOf(good)
      assert.deepStrictEqual(
        yield* Effect.flip(spoken(voice, new Utterance({ ...line, text: "…" }))),
        new TextNotSpeakable({ text: "…" })
      )
      assert.deepStrictEqual(received, [])
    })
  )

  it.effect("a line costs what its characters cost", () =>
    Effect.gen(function* () {
      const { voice } = yield* voiceOf(good)
      assert.approximately(voice.cost?.(line) ?? 0, (15 * text.length) / 1_000_000, 1e-9)
    })
  )

  const faults: ReadonlyArray<
    readonly [name: string, reply: FakeSpeechServer.Reply, failure: SpeechFailed | SpeechRejected]
  > = [
    ["401", { status: 401 }, new SpeechRejected({ reason: "KeyRefused" })],
    ["404", { status: 404 }, new SpeechRejected({ reason: "RequestInvalid" })],
    [
      "429 with Retry-After",
      { status: 429, headers: { "retry-after": "9" } },
      new SpeechFailed({ reason: "RateLimited", retryAfterMillis: 9000 })
    ],
    ["500", { status: 500 }, new SpeechFailed({ reason: "ServerError" })],
    [
      "a reset before the first byte",
      { ...good, resetAfter: 0 },
      new SpeechFailed({ reason: "BrokeOff" })
    ],
    [
      "a reset in the middle of a line",
      { ...good, resetAfter: 12 },
      new SpeechFailed({ reason: "BrokeOff" })
    ],
    ["an empty answer", { body: "" }, new SpeechFailed({ reason: "it is empty" })],
    [
      "JSON in place of audio",
      { body: '{"error": "busy"}' },
      new SpeechFailed({ reason: "it is not WAVE" })
    ],
    [
      "MP3 in place of WAVE",
      { body: Uint8Array.from([0xff, 0xfb, ...Array.from({ length: 400 }, () => 0)]) },
      new SpeechFailed({ reason: "it is MP3, not WAVE" })
    ],
    [
      "noise in place of audio",
      { body: "x".repeat(5000) },
      new SpeechFailed({ reason: "it is not WAVE" })
    ]
  ]
  for (const [name, reply, failure] of faults) {
    it.effect(`${name} is ${failure._tag}, ${failure.reason}`, () =>
      Effect.gen(function* () {
        const { voice } = yield* voiceOf(reply)
        const error = yield* Effect.flip(spoken(voice))
        assert.deepStrictEqual(error, failure)
        assert.notInclude(JSON.stringify(error) + String(error), "sk-voice")
      })
    )
  }

  it.effect("speech that is far too short or too long is not that of the line", () =>
    Effect.gen(function* () {
      for (const [seconds, word] of [
        [0.3, "shorter"],
        [30, "longer"]
      ] as const) {
        const samples = FakeSpeechServer.speechLike(seconds, 8000)
        const { voice } = yield* voiceOf({ wave: { samples, rate: 8000 } })
        const error = yield* Effect.flip(spoken(voice))
        assert.strictEqual(error._tag, "SpeechFailed")
        assert.include("reason" in error ? error.reason : "", word)
      }
    })
  )

  it.effect("silence fails after 10 seconds, before and within a line", () =>
    Effect.gen(function* () {
      for (const silentAfter of [0, 15]) {
        const { arrivals, voice } = yield* voiceOf({ ...good, silentAfter })
        const heard = yield* Deferred.make<void>()
        let frames = 0
        const fiber = yield* Stream.runForEach(voice.speak(line), (chunk) => {
          frames += chunk.length / frameBytes
          return frames > 20 ? Deferred.succeed(heard, undefined) : Effect.void
        }).pipe(Effect.result, Effect.forkChild)
        yield* Queue.take(arrivals)
        if (silentAfter > 0) yield* Deferred.await(heard)
        yield* TestClock.adjust("9 seconds")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("2 seconds")
        assert.deepStrictEqual(
          yield* Fiber.join(fiber),
          Result.fail(new SpeechFailed({ reason: "silent for 10 seconds" }))
        )
      }
    })
  )
})

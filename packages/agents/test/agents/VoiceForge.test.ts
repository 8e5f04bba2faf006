import * as TestKit from "@aethercast/cluster/TestKit"
import { Clip, frameBytes } from "@aethercast/domain/Clip"
import { Voice } from "@aethercast/domain/Voice"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option, Ref, Stream } from "effect"
import { VoiceForge } from "../../src/agents/VoiceForge.ts"
import { blobIdOf } from "../../src/store/Blobs.ts"
import { ClipMissing, Clips } from "../../src/store/Clips.ts"
import {
  SpeechFailed,
  SpeechSynthesizer,
  Utterance,
  TextNotSpeakable
} from "../../src/voice/SpeechSynthesizer.ts"
import { defaultCast } from "../../src/voice/Casting.ts"
import { offeredVoices } from "../../src/voice/FliteVoices.ts"
import { Faults, givenUpAfter } from "./Fixtures.ts"

const failed = new SpeechFailed({ reason: "the voice broke off" })
const chunks = [1, 2, 3].map((value) => new Uint8Array(frameBytes).fill(value))

const lineOf = (text: string) =>
  new Utterance({ text, voice: defaultCast.host, language: "en", pauseMillis: 0 })

/** Speaks three frames in 10 ms; a failing attempt breaks off after the first of them. */
const VoiceLayer = Layer.effect(
  SpeechSynthesizer,
  Effect.map(Faults, ({ call }) =>
    SpeechSynthesizer.of({
      description: "a fake voice",
      settings: "fake/1",
      voices: offeredVoices,
      speak: ({ text }) =>
        text === "…"
          ? Stream.fail(new TextNotSpeakable({ text }))
          : Stream.fromIterable(chunks.slice(0, 1)).pipe(
              Stream.concat(
                Stream.drain(Stream.fromEffect(call(failed, Effect.sleep("10 millis"))))
              ),
              Stream.concat(Stream.fromIterable(chunks.slice(1)))
            )
    })
  )
)

/** Clips in memory. */
const ClipsLayer = Layer.effect(
  Clips,
  Effect.map(Ref.make<ReadonlyMap<string, Clip>>(new Map()), (clips) =>
    Clips.of({
      find: (id) => Effect.map(Ref.get(clips), (known) => Option.fromNullishOr(known.get(id))),
      save: (id, bytes) => {
        const clip = new Clip({ id, sha256: blobIdOf(bytes), frames: bytes.length / frameBytes })
        return Effect.as(
          Ref.update(clips, (known) => new Map(known).set(id, clip)),
          clip
        )
      },
      bytes: ({ sha256 }) => Effect.fail(new ClipMissing({ sha256 }))
    })
  )
)

const TestLayer = VoiceForge.layer.pipe(
  Layer.provide(VoiceLayer),
  Layer.provideMerge(Layer.mergeAll(Faults.layer, ClipsLayer)),
  Layer.provideMerge(TestKit.layer)
)

const speak = (text: string, step = "speak") => TestKit.runToEnd(VoiceForge.ask(step, lineOf(text)))

layer(TestLayer)("VoiceForge", (it) => {
  it.effect("emits the frames as they are made, and answers with the stored clip", () =>
    Effect.gen(function* () {
      const emitted = yield* Ref.make<ReadonlyArray<Uint8Array>>([])
      const { clip } = yield* TestKit.runToEnd(
        VoiceForge.askStreaming("speak", lineOf("The tide comes in."), ({ bytes }) =>
          Ref.update(emitted, (before) => [...before, bytes])
        )
      )
      assert.deepStrictEqual(yield* Ref.get(emitted), chunks)
      assert.strictEqual(clip.frames, 3)
      assert.strictEqual(clip.sha256, blobIdOf(Buffer.concat(chunks)))
      const found = yield* (yield* Clips).find(clip.id, "spoken")
      assert.deepStrictEqual(found, Option.some(clip))
    }).pipe(TestKit.inRun("spoken"))
  )

  it.effect("does not speak a line again that was spoken in another episode", () =>
    Effect.gen(function* () {
      const { calls, failNext } = yield* Faults
      yield* failNext(0)
      const first = yield* speak("The same line.", "first")
      assert.deepStrictEqual(yield* speak("The same line.", "second"), first)
      assert.strictEqual(yield* calls, 1)
    }).pipe(TestKit.inRun("twice"))
  )

  it.effect(
    "speaks with the nearest voice when that of the cast is not there, and says which",
    () =>
      Effect.gen(function* () {
        const absent = new Voice({ id: "gone", gender: "male", pace: 156 })
        const line = new Utterance({ ...lineOf("In another voice."), voice: absent })
        const answer = yield* TestKit.runToEnd(VoiceForge.ask("speak", line))
        assert.strictEqual(answer.voice, "rms")
      }).pipe(TestKit.inRun("recast"))
  )

  it.effect("does not speak a language that no voice has", () =>
    Effect.gen(function* () {
      const line = new Utterance({ ...lineOf("Guten Tag."), language: "de" })
      const error = yield* Effect.flip(TestKit.runToEnd(VoiceForge.ask("speak", line)))
      assert.deepStrictEqual(error, new TextNotSpeakable({ text: "Guten Tag." }))
    }).pipe(TestKit.inRun("foreign"))
  )

  it.effect("fails without a retry for a text that cannot be spoken", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(speak("…"))
      assert.deepStrictEqual(error, new TextNotSpeakable({ text: "…" }))
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("mute/speak"), ["Attempted"])
    }).pipe(TestKit.inRun("mute"))
  )

  it.effect("retries a voice that breaks off, and emits each frame once", () =>
    Effect.gen(function* () {
      const { calls, failNext } = yield* Faults
      yield* failNext(3)
      const emitted = yield* Ref.make<ReadonlyArray<Uint8Array>>([])
      const { clip } = yield* TestKit.runToEnd(
        VoiceForge.askStreaming("speak", lineOf("At the fourth attempt."), ({ bytes }) =>
          Ref.update(emitted, (before) => [...before, bytes])
        )
      )
      assert.strictEqual(clip.frames, 3)
      assert.strictEqual(yield* calls, 4)
      assert.deepStrictEqual(yield* Ref.get(emitted), chunks)
    }).pipe(TestKit.inRun("retried"))
  )

  it.effect("fails after three retries, and no longer uses a voice that failed ten times", () =>
    Effect.gen(function* () {
      const { calls, failNext } = yield* Faults
      yield* failNext(1000)
      assert.deepStrictEqual(yield* Effect.flip(speak("One.", "one")), failed)
      const { events } = yield* TestKit.Recorded
      assert.deepStrictEqual(yield* events("down/one"), givenUpAfter(3))
      yield* Effect.flip(speak("Two.", "two"))
      const third = yield* Effect.flip(speak("Three.", "three"))
      assert.deepInclude(third, { _tag: "DependencyDown", dependency: "voice" })
      assert.strictEqual(yield* calls, 10)
    }).pipe(TestKit.inRun("down"))
  )
})

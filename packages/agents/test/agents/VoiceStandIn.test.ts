import * as TestKit from "@aethercast/cluster/TestKit"
import { Clip, frameBytes } from "@aethercast/domain/Clip"
import { Voice } from "@aethercast/domain/Voice"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Ref, Stream } from "effect"
import { TestClock } from "effect/testing"
import { VoiceForge } from "../../src/agents/VoiceForge.ts"
import { OverBudget } from "../../src/spending/Budget.ts"
import { Spending } from "../../src/spending/Spending.ts"
import { blobIdOf } from "../../src/store/Blobs.ts"
import { ClipMissing, Clips } from "../../src/store/Clips.ts"
import { offeredVoices } from "../../src/voice/FliteVoices.ts"
import {
  SpeechFailed,
  SpeechRejected,
  SpeechSynthesizer,
  type Synthesizer,
  Utterance
} from "../../src/voice/SpeechSynthesizer.ts"

const anna = new Voice({ id: "anna", gender: "female", pace: 163 })
const otto = new Voice({ id: "otto", gender: "male", pace: 150 })
const line = new Utterance({
  text: "The tide comes in.",
  voice: otto,
  language: "en",
  pauseMillis: 0
})

const frames = (value: number, count: number) => new Uint8Array(count * frameBytes).fill(value)

type Speech = ReturnType<Synthesizer["speak"]>
const failed: Speech = Stream.fail(new SpeechFailed({ reason: "BrokeOff" }))
const rejected: Speech = Stream.fail(new SpeechRejected({ reason: "KeyRefused" }))

const flite: Synthesizer = {
  description: "flite",
  settings: "flite/1",
  voices: offeredVoices,
  speak: () => Stream.make(frames(9, 7), frames(9, 13))
}

/** Clips are not stored: every line is spoken. */
const ClipsLayer = Layer.succeed(Clips, {
  find: () => Effect.succeedNone,
  save: (id, bytes) =>
    Effect.succeed(new Clip({ id, sha256: blobIdOf(bytes), frames: bytes.length / frameBytes })),
  bytes: ({ sha256 }) => Effect.fail(new ClipMissing({ sha256 }))
})

/** A synthesizer that also notes the sting of each line. */
const noting = (stings: Array<Utterance["sting"]>, synthesizer: Synthesizer): Synthesizer => ({
  ...synthesizer,
  speak(spoken) {
    stings.push(spoken.sting)
    return synthesizer.speak(spoken)
  }
})

/** A node whose provider speaks like this, and flite stands in for it. */
const withProvider = (speech: Speech, stings: Array<Utterance["sting"]> = []) =>
  Effect.provide(
    VoiceForge.layer.pipe(
      Layer.provide(
        Layer.succeed(
          SpeechSynthesizer,
          noting(stings, {
            description: "a provider",
            settings: "provider/1",
            voices: [anna, otto].map((voice) => ({ voice, languages: ["en"] })),
            speak: () => speech,
            cost: () => 0.01,
            standIn: noting(stings, flite)
          })
        )
      ),
      Layer.provide(ClipsLayer),
      Layer.provideMerge(TestKit.layer)
    )
  )

const speak = (step = "speak") => TestKit.runToEnd(VoiceForge.ask(step, line))
const events = Effect.flatMap(TestKit.Recorded, ({ events }) => events("run/speak"))

const outcomes: ReadonlyArray<
  readonly [fault: string, speech: Speech, events: ReadonlyArray<string>]
> = [
  ["breaks off", failed, ["Attempted", "BackedOff", "Attempted", "FellBack", "Attempted"]],
  ["refuses the key", rejected, ["Attempted", "FellBack", "Attempted"]],
  ["trickles", Stream.never, ["Attempted", "Overdue", "FellBack", "Attempted"]]
]

describe("VoiceForge with a stand-in", () => {
  it.effect("the provider speaks, and is paid", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* speak()).voice, "otto")
      const { entries } = yield* TestKit.Recorded
      assert.include(JSON.stringify(entries), '"cost":0.01')
    }).pipe(TestKit.inRun("run"), withProvider(Stream.make(frames(1, 10))))
  )

  it.effect("when the budget does not pay the provider, flite speaks, and says why", () =>
    Effect.gen(function* () {
      const { isSaving, voice } = yield* speak()
      assert.deepStrictEqual([voice, isSaving], ["rms", true])
      assert.deepStrictEqual(yield* events, ["Attempted", "FellBack", "Attempted"])
    }).pipe(
      TestKit.inRun("run"),
      withProvider(Stream.die("It is not called.")),
      Effect.provideService(Spending, {
        payer: () => ({
          reserve: ({ provider }) => new OverBudget({ provider, budget: "day" })
        })
      })
    )
  )

  for (const [fault, speech, expected] of outcomes) {
    it.effect(`when the provider ${fault}, flite speaks with a voice of the same gender`, () =>
      Effect.gen(function* () {
        const { voice } = yield* speak()
        assert.strictEqual(voice, "rms")
        assert.deepStrictEqual(yield* events, expected)
      }).pipe(TestKit.inRun("run"), withProvider(speech))
    )
  }

  it.effect("the sting of an opening lasts longer, whoever speaks", () => {
    const stings: Array<Utterance["sting"]> = []
    return Effect.gen(function* () {
      const opening = new Utterance({ ...line, sting: "opening" })
      yield* TestKit.runToEnd(VoiceForge.ask("speak", opening))
      assert.deepStrictEqual(stings, ["long-opening", "long-opening"])
    }).pipe(TestKit.inRun("run"), withProvider(rejected, stings))
  })

  it.effect("flite goes on at the moment at which the provider broke off", () =>
    Effect.gen(function* () {
      const heard = yield* Ref.make<ReadonlyArray<number>>([])
      const { clip } = yield* TestKit.runToEnd(
        VoiceForge.askStreaming("speak", line, ({ bytes }) =>
          Ref.update(heard, (all) => [
            ...all,
            ...Array.from(
              { length: bytes.length / frameBytes },
              (_, n) => bytes[n * frameBytes] ?? 0
            )
          ])
        )
      )
      assert.strictEqual(clip.frames, 20)
      assert.deepStrictEqual(yield* Ref.get(heard), [
        ...Array.from({ length: 10 }, () => 1),
        ...Array.from({ length: 10 }, () => 9)
      ])
    }).pipe(
      TestKit.inRun("run"),
      withProvider(Stream.concat(Stream.make(frames(1, 5), frames(1, 5)), rejected))
    )
  )

  it.effect("a provider that is down is no longer called, until a probe finds it healthy", () =>
    Effect.gen(function* () {
      const calls = yield* Ref.make(0)
      const healthy = yield* Ref.make(false)
      const speech = Stream.unwrap(
        Effect.andThen(
          Ref.update(calls, (n) => n + 1),
          Effect.map(Ref.get(healthy), (is): Speech => (is ? Stream.make(frames(1, 5)) : rejected))
        )
      )
      yield* Effect.gen(function* () {
        for (let n = 0; n < 8; n++) assert.strictEqual((yield* speak(`bad/${n}`)).voice, "rms")
        assert.strictEqual(yield* Ref.get(calls), 5)
        yield* Ref.set(healthy, true)
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual((yield* speak("good")).voice, "otto")
      }).pipe(TestKit.inRun("run"), withProvider(speech))
    })
  )
})

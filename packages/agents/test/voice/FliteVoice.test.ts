import { createHash } from "node:crypto"
import { assert, layer } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { maxOpenLines } from "@aethercast/agents/voice/FliteMessages"
import * as FliteVoice from "@aethercast/agents/voice/FliteVoice"
import { truePeak } from "@aethercast/agents/voice/Limiter"
import { factor, integrated } from "@aethercast/agents/voice/Loudness"
import { frames } from "@aethercast/agents/voice/Mp3Frames"
import { SpeechSynthesizer, TextNotSpeakable } from "@aethercast/agents/voice/SpeechSynthesizer"
import type { Speaker } from "@aethercast/domain/Script"
import { clip, decoded, line, pitch } from "./Sound.ts"

const sentences = [
  "It sounds like a small thing, but a lot of the sediment that used to stay offshore is now carried in.",
  "So what changed?",
  "Dr. Jones at the University of St. Andrews measured it in 2019: 3.5 cm of new mud per month.",
  "Exactly. And that is where the boats are moored, of course."
]
const long = "This sentence is one of many that make up a line of the greatest length. ".repeat(27)

layer(FliteVoice.layer(), { excludeTestServices: true, timeout: "30 seconds" })(
  "FliteVoice",
  (it) => {
    it.effect("yields whole frames, the first of which can be decoded independently", () =>
      Effect.gen(function* () {
        const voice = yield* SpeechSynthesizer
        const parts = yield* Stream.runCollect(voice.speak(line(sentences[0] ?? "")))
        assert.isAbove(parts.length, 10)
        assert.isTrue(parts.every((part) => part.length > 0 && part.length % 192 === 0))
        const all = frames(Buffer.concat(parts))
        assert.strictEqual(192 * all.length, Buffer.concat(parts).length)
        assert.isTrue(all.every((frame) => frame.bytes === 192))
        assert.strictEqual(all[0]?.mainDataBegin, 0)
      })
    )

    it.effect("starts with few frames, so that they come early", () =>
      Effect.gen(function* () {
        const voice = yield* SpeechSynthesizer
        const [first] = yield* voice.speak(line(long)).pipe(Stream.take(1), Stream.runCollect)
        assert.isAtMost(first?.length ?? Infinity, 3 * 192)
      })
    )

    it.effect("gives a line the same bytes whatever is spoken concurrently", () =>
      Effect.gen(function* () {
        const alone = yield* clip(line(sentences[0] ?? ""))
        const [concurrent] = yield* Effect.all(
          [clip(line(sentences[0] ?? "")), clip(line(sentences[2] ?? "", "guest"))],
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(concurrent, alone)
      })
    )

    it.effect("keeps the bytes of a line while its settings stay the same", () =>
      Effect.gen(function* () {
        const voice = yield* SpeechSynthesizer
        const bytes = yield* clip(
          line("The tide turns at 7:00 p.m., and $2m of mud comes in.", "guest")
        )
        assert.deepStrictEqual(
          [voice.settings, createHash("sha256").update(bytes).digest("hex")],
          [
            "flite-0.1.1/48k-64k/5",
            "7d7540530231145a0590430045c7598530bdbe4ca20b975e8a8704f00ddbced0"
          ]
        )
      })
    )

    it.effect("makes clips that sound the same in a row as alone", () =>
      Effect.gen(function* () {
        const clips = yield* Effect.forEach(sentences.slice(1), (text, index) =>
          clip(line(text, index % 2 === 0 ? "host" : "guest"))
        )
        const row = yield* decoded(Buffer.concat(clips))
        let start = 0
        for (const bytes of clips) {
          const alone = yield* decoded(bytes)
          const within = row.subarray(start, start + alone.length)
          const difference = alone.reduce(
            (most, sample, index) => Math.max(most, Math.abs(sample - (within[index] ?? 1))),
            0
          )
          assert.isBelow(difference, 1e-4)
          start += alone.length
        }
        assert.strictEqual(start, row.length)
      })
    )

    it.effect("has a host and a guest of equal loudness, different pitch and limited peak", () =>
      Effect.gen(function* () {
        const sound = Effect.fnUntraced(function* (speaker: Speaker) {
          const clips = yield* Effect.forEach(sentences.slice(1), (text) =>
            clip(line(text, speaker))
          )
          return yield* decoded(Buffer.concat(clips))
        })
        const [host, guest] = yield* Effect.all([sound("host"), sound("guest")])
        for (const samples of [host, guest]) {
          assert.approximately(integrated(samples, 48_000), -16, 1)
          assert.isAtMost(truePeak(samples), factor(-1))
        }
        assert.approximately(integrated(host, 48_000), integrated(guest, 48_000), 1)
        assert.approximately(pitch(host), 175, 25)
        assert.approximately(pitch(guest), 105, 20)
      })
    )

    it.effect("ends a line with its pause", () =>
      Effect.gen(function* () {
        const short = yield* clip(line("Yes.", "host", 0))
        const paused = yield* clip(line("Yes.", "host", 960))
        assert.strictEqual(paused.length - short.length, 40 * 192)
      })
    )

    it.effect("refuses a text that it cannot speak", () =>
      Effect.gen(function* () {
        const text = "日本語のテキスト 🎉"
        const refusal = yield* Effect.flip(clip(line(text)))
        assert.deepStrictEqual(refusal, new TextNotSpeakable({ text }))
      })
    )

    it.effect("speaks a short line while a long one goes on", () =>
      Effect.gen(function* () {
        const voice = yield* SpeechSynthesizer
        const first = yield* Effect.raceFirst(
          voice.speak(line(long)).pipe(Stream.runDrain, Effect.as("long")),
          Effect.as(clip(line("Yes.")), "short")
        )
        assert.strictEqual(first, "short")
      })
    )

    it.effect("frees the thread when a line is interrupted", () =>
      Effect.gen(function* () {
        const voice = yield* SpeechSynthesizer
        const before = yield* clip(line("Yes."))
        yield* Effect.forEach(
          Array.from({ length: 2 * maxOpenLines + 1 }),
          () => voice.speak(line(long)).pipe(Stream.take(1), Stream.runDrain),
          { concurrency: 3 }
        )
        assert.deepStrictEqual(yield* clip(line("Yes.")), before)
      })
    )
  }
)

layer(FliteVoice.layer([["Siobhan", "Shivawn"]]), {
  excludeTestServices: true,
  timeout: "30 seconds"
})("FliteVoice with pronunciations of an operator", (it) => {
  it.effect("says a name as written there, and has other settings", () =>
    Effect.gen(function* () {
      const { settings } = yield* SpeechSynthesizer
      assert.match(settings, /^flite-0\.1\.1\/48k-64k\/\d+\/[0-9a-f]{16}$/)
      assert.deepStrictEqual(yield* clip(line("Siobhan came.")), yield* clip(line("Shivawn came.")))
    })
  )
})

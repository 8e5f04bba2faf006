import {
  SpeechFailed,
  SpeechSynthesizer,
  TextNotSpeakable
} from "@aethercast/agents/voice/SpeechSynthesizer"
import { offeredVoices } from "@aethercast/agents/voice/FliteVoices"
import { frameBytes } from "@aethercast/domain/Clip"
import { Context, Effect, Latch, Layer, Ref, Stream } from "effect"

/**
 * A deterministic voice: `900 frames` in a text is its length, otherwise it depends on the number of
 * characters. `(mute)` cannot be spoken, `(breaks)` fails after its first chunk, and `(waits)` waits
 * there for the gate.
 */
export class TestVoice extends Context.Service<
  TestVoice,
  {
    /** The texts that were started, in order. */
    readonly started: Effect.Effect<ReadonlyArray<string>>
    /** The texts whose speech was interrupted, in order. */
    readonly interrupted: Effect.Effect<ReadonlyArray<string>>
    readonly gate: Latch.Latch
    /** Makes texts that contain `part` wait for the gate, too. */
    hold(part: string): Effect.Effect<void>
  }
>()("@aethercast/agents/test/TestVoice") {
  static readonly layerAt = (pace: number) =>
    Layer.effectContext(
      Effect.gen(function* () {
        const started = yield* Ref.make<ReadonlyArray<string>>([])
        const interrupted = yield* Ref.make<ReadonlyArray<string>>([])
        const held = yield* Ref.make("(waits)")
        const gate = yield* Latch.make()

        const voice = SpeechSynthesizer.of({
          description: "a voice for tests",
          settings: "test/1",
          voices: offeredVoices,
          speak: ({ text }) => {
            const [first = new Uint8Array(), ...rest] = chunks(text, pace)
            const pause = Effect.flatMap(Ref.get(held), (part) =>
              text.includes("(waits)") || text.includes(part) ? Latch.await(gate) : Effect.void
            ).pipe(Effect.onInterrupt(() => Ref.update(interrupted, (texts) => [...texts, text])))
            if (text.includes("(mute)")) return Stream.fail(new TextNotSpeakable({ text }))
            return Stream.make(first).pipe(
              Stream.concat(Stream.drain(Stream.fromEffect(pause))),
              Stream.concat(
                text.includes("(breaks)")
                  ? Stream.fail(new SpeechFailed({ reason: "it broke off" }))
                  : Stream.fromIterable(rest)
              ),
              Stream.onStart(Ref.update(started, (texts) => [...texts, text]))
            )
          }
        })
        return Context.make(SpeechSynthesizer, voice).pipe(
          Context.add(TestVoice, {
            started: Ref.get(started),
            interrupted: Ref.get(interrupted),
            gate,
            hold: (part) => Ref.set(held, part)
          })
        )
      })
    )

  /** One frame per ten characters: about 24 times as fast as real speech. */
  static readonly layer = TestVoice.layerAt(1)
}

/** The bytes of a spoken text. */
export const sound = (text: string, pace = 1): Uint8Array => {
  const count = Number(/^(\d+) frames/.exec(text)?.[1] ?? Math.ceil((text.length / 10) * pace))
  const tone = [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 251, 7)
  const bytes = new Uint8Array(count * frameBytes).fill(tone)
  const view = new DataView(bytes.buffer)
  for (let frame = 0; frame < count; frame++) view.setUint32(frame * frameBytes, frame)
  return bytes
}

/** Chunks of seven frames. */
const chunks = (text: string, pace: number): ReadonlyArray<Uint8Array> => {
  const bytes = sound(text, pace)
  const step = 7 * frameBytes
  return Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
    bytes.subarray(index * step, (index + 1) * step)
  )
}

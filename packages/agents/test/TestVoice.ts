import {
  SpeechFailed,
  SpeechSynthesizer,
  TextNotSpeakable
} from "@aethercast/agents/voice/SpeechSynthesizer"
import { frameBytes } from "@aethercast/domain/Clip"
import { Context, Effect, Latch, Layer, Ref, Stream } from "effect"

/**
 * A voice whose frames follow from the text alone: as many as it says (`900 frames`), else so many
 * for ten characters. `(mute)` cannot be spoken, `(breaks)` breaks off after its first piece, and
 * `(waits)` waits there for the gate.
 */
export class TestVoice extends Context.Service<
  TestVoice,
  {
    /** Texts in the order in which they were begun. */
    readonly begun: Effect.Effect<ReadonlyArray<string>>
    readonly gate: Latch.Latch
  }
>()("@aethercast/agents/test/TestVoice") {
  static readonly layerAt = (pace: number) =>
    Layer.effectContext(
      Effect.gen(function* () {
        const begun = yield* Ref.make<ReadonlyArray<string>>([])
        const gate = yield* Latch.make()

        const voice = SpeechSynthesizer.of({
          description: "a voice for tests",
          settings: "test/1",
          speak: ({ text }) => {
            const [first = new Uint8Array(), ...rest] = pieces(text, pace)
            const pause = text.includes("(waits)") ? Latch.await(gate) : Effect.void
            if (text.includes("(mute)")) return Stream.fail(new TextNotSpeakable({ text }))
            return Stream.make(first).pipe(
              Stream.concat(Stream.drain(Stream.fromEffect(pause))),
              Stream.concat(
                text.includes("(breaks)")
                  ? Stream.fail(new SpeechFailed({ reason: "it broke off" }))
                  : Stream.fromIterable(rest)
              ),
              Stream.onStart(Ref.update(begun, (texts) => [...texts, text]))
            )
          }
        })
        return Context.make(SpeechSynthesizer, voice).pipe(
          Context.add(TestVoice, { begun: Ref.get(begun), gate })
        )
      })
    )

  /** One frame for ten characters: 24 times as fast as people speak. */
  static readonly layer = TestVoice.layerAt(1)
}

/** What the voice makes of a text. */
export const sound = (text: string, pace = 1): Uint8Array => {
  const count = Number(/^(\d+) frames/.exec(text)?.[1] ?? Math.ceil((text.length / 10) * pace))
  const tone = [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 251, 7)
  const bytes = new Uint8Array(count * frameBytes).fill(tone)
  const view = new DataView(bytes.buffer)
  for (let frame = 0; frame < count; frame++) view.setUint32(frame * frameBytes, frame)
  return bytes
}

/** Pieces of seven frames. */
const pieces = (text: string, pace: number): ReadonlyArray<Uint8Array> => {
  const bytes = sound(text, pace)
  const step = 7 * frameBytes
  return Array.from({ length: Math.ceil(bytes.length / step) }, (_, piece) =>
    bytes.subarray(piece * step, (piece + 1) * step)
  )
}

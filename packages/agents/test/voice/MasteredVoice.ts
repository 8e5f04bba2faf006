import * as RemoteVoice from "@aethercast/agents/voice/RemoteVoice"
import type { SpeechProvider } from "@aethercast/agents/voice/SpeechProvider"
import { SpeechSynthesizer, type Utterance } from "@aethercast/agents/voice/SpeechSynthesizer"
import { Effect, Layer, type Scope, Stream } from "effect"

/** The voice of a provider, with a stand-in that says nothing. */
export const of = Effect.fnUntraced(function* (
  provider: Effect.Effect<SpeechProvider, never, Scope.Scope>
) {
  const context = yield* Layer.build(
    Layer.provide(
      RemoteVoice.layer(provider, []),
      Layer.succeed(SpeechSynthesizer, {
        description: "a stand-in",
        settings: "",
        voices: [],
        speak: () => Stream.empty
      })
    )
  )
  return yield* Effect.provide(SpeechSynthesizer, context)
})

/** All bytes of a spoken line. */
export const spoken = (voice: SpeechSynthesizer["Service"], line: Utterance) =>
  Effect.map(Stream.runCollect(voice.speak(line)), (chunks) => Buffer.concat(chunks))

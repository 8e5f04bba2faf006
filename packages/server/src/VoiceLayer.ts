import { join } from "node:path"
import * as Ollama from "@aethercast/agents/models/Ollama"
import * as FliteVoice from "@aethercast/agents/voice/FliteVoice"
import * as PronunciationFile from "@aethercast/agents/voice/PronunciationFile"
import * as RemoteVoice from "@aethercast/agents/voice/RemoteVoice"
import * as SpeechSettings from "@aethercast/agents/voice/SpeechSettings"
import { Effect, Layer, Option } from "effect"
import { FetchHttpClient } from "effect/http"
import type { Settings } from "./Settings.ts"

/**
 * The voice, with the pronunciations in the data folder: of the configured provider, of an Ollama
 * that is running, or flite.
 */
export const layer = ({ data, speakingOllama, speech }: Settings) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const names = yield* PronunciationFile.read(join(data, "pronunciations.txt"))
      const found = Option.isSome(speech)
        ? speech
        : yield* Option.match(speakingOllama, {
            onNone: () => Effect.succeedNone,
            onSome: (address) => Effect.map(Ollama.find(address), ({ voice }) => voice)
          })
      const flite = FliteVoice.layer(names)
      return Option.match(found, {
        onNone: () => flite,
        onSome: (settings) =>
          Layer.provide(RemoteVoice.layer(SpeechSettings.connect(settings), names), flite)
      })
    })
  ).pipe(Layer.provide(FetchHttpClient.layer))

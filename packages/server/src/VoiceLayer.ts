import { join } from "node:path"
import * as FliteVoice from "@aethercast/agents/voice/FliteVoice"
import * as PronunciationFile from "@aethercast/agents/voice/PronunciationFile"
import * as RemoteVoice from "@aethercast/agents/voice/RemoteVoice"
import * as SherpaSpeech from "@aethercast/agents/voice/sherpa/SherpaSpeech"
import * as SpeechSettings from "@aethercast/agents/voice/SpeechSettings"
import { Effect, Layer, Option } from "effect"
import { LocalVoice } from "./local/LocalVoice.ts"
import { LocalOllama } from "./LocalOllama.ts"
import type { Settings } from "./Settings.ts"

/**
 * The voice, with the pronunciations in the data folder: the one on this machine, of the configured provider, of an Ollama
 * that is running, or flite.
 */
export const layer = ({ data, speech }: Pick<Settings, "data" | "speech">) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const names = yield* PronunciationFile.read(join(data, "pronunciations.txt"))
      const local = yield* LocalVoice
      const { voice } = yield* LocalOllama
      const flite = FliteVoice.layer(names)
      if (Option.isSome(local)) {
        return Layer.provide(RemoteVoice.layer(SherpaSpeech.make(local.value), names), flite)
      }
      return Option.match(
        Option.orElse(speech, () => voice),
        {
          onNone: () => flite,
          onSome: (settings) =>
            Layer.provide(RemoteVoice.layer(SpeechSettings.connect(settings), names), flite)
        }
      )
    })
  )

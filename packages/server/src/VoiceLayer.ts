import { join } from "node:path"
import * as FliteVoice from "@aethercast/agents/voice/FliteVoice"
import * as PronunciationFile from "@aethercast/agents/voice/PronunciationFile"
import * as RemoteVoice from "@aethercast/agents/voice/RemoteVoice"
import * as SpeechSettings from "@aethercast/agents/voice/SpeechSettings"
import { Effect, Layer, Option, Result } from "effect"
import { LocalModels } from "./local/LocalModels.ts"
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
      const local = Option.flatMap(yield* (yield* LocalModels).voice, Result.getSuccess)
      const { voice } = yield* LocalOllama
      const flite = FliteVoice.layer(names)
      const provider = Option.orElse(Option.map(local, Effect.succeed), () =>
        Option.map(
          Option.orElse(speech, () => voice),
          SpeechSettings.connect
        )
      )
      return Option.match(provider, {
        onNone: () => flite,
        onSome: (acquire) => Layer.provide(RemoteVoice.layer(acquire, names), flite)
      })
    })
  )

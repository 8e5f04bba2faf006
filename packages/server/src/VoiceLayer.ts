import { join } from "node:path"
import * as FliteVoice from "@aethercast/agents/voice/FliteVoice"
import * as PronunciationFile from "@aethercast/agents/voice/PronunciationFile"
import * as RemoteVoice from "@aethercast/agents/voice/RemoteVoice"
import { Effect, Layer, Option } from "effect"
import type { Settings } from "./Settings.ts"

/** The voice, with the pronunciations in the data folder: of the configured server, or flite. */
export const layer = ({ data, speech }: Settings) =>
  Layer.unwrap(
    Effect.map(PronunciationFile.read(join(data, "pronunciations.txt")), (names) =>
      Option.match(speech, {
        onNone: () => FliteVoice.layer(names),
        onSome: (endpoint) =>
          Layer.provide(RemoteVoice.layer(endpoint, names), FliteVoice.layer(names))
      })
    )
  )

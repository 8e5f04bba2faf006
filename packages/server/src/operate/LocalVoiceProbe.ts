import { cast } from "@aethercast/agents/voice/Casting"
import * as SherpaSpeech from "@aethercast/agents/voice/sherpa/SherpaSpeech"
import { Utterance } from "@aethercast/agents/voice/SpeechSynthesizer"
import { Effect, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import type { DownloadSettings } from "../local/DownloadSettings.ts"
import * as LocalVoice from "../local/LocalVoice.ts"
import type { LocalVoiceModel } from "../local/LocalVoiceModel.ts"
import { type ProbeResult, timed } from "./ProviderProbe.ts"

/** Has a voice on this machine say one sentence; downloads none. */
export const probeLocalVoice = Effect.fn("LocalVoiceProbe.probe")(
  function* (model: LocalVoiceModel, downloads: DownloadSettings) {
    const { folder } = LocalVoice.source(model, downloads)
    if (!(yield* LocalVoice.isHere(model, downloads))) {
      const result: ProbeResult = {
        works: false,
        finding: `is not in ${folder}. npm start -- --voice ${model.name} downloads it.`
      }
      return result
    }
    const provider = yield* SherpaSpeech.make(yield* LocalVoice.prepare(model, downloads))
    // All of them speak English.
    const { host } = yield* Effect.orDie(Effect.fromOption(cast(provider.voices, "en", 1)))
    const text = "Yes, this works."
    const line = new Utterance({ text, voice: host, language: "en", pauseMillis: 0 })
    return yield* Stream.runDrain(provider.audio(line, text)).pipe(
      Effect.as(undefined),
      Effect.orElseSucceed(
        () => `does not speak. Delete ${folder}, so that it is downloaded again.`
      ),
      timed
    )
  },
  Effect.scoped,
  Effect.provide(FetchHttpClient.layer)
)

import { cast } from "@aethercast/agents/voice/Casting"
import { Utterance } from "@aethercast/agents/voice/SpeechSynthesizer"
import { Effect, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import type { DownloadSettings } from "../local/DownloadSettings.ts"
import * as LocalVoice from "../local/LocalVoice.ts"
import type { LocalVoiceModel } from "../local/LocalVoiceModel.ts"
import * as ModelInstallation from "../local/ModelInstallation.ts"
import { type ProbeResult, timed } from "./ProviderProbe.ts"

/** Has a voice on this machine say one sentence; downloads none. */
export const probeLocalVoice = Effect.fn("LocalVoiceProbe.probe")(
  function* (model: LocalVoiceModel, downloads: DownloadSettings) {
    const from = LocalVoice.source(model, downloads)
    const { folder } = from
    if (!(yield* ModelInstallation.isHere(from))) {
      const result: ProbeResult = {
        works: false,
        finding: `is not in ${folder}. npm start -- --voice ${model.name} downloads it.`
      }
      return result
    }
    const text = "Yes, this works."
    return yield* Effect.gen(function* () {
      const provider = yield* LocalVoice.start(yield* LocalVoice.prepare(model, downloads))
      // All of them speak English.
      const { host } = yield* Effect.fromOption(cast(provider.voices, "en", 1))
      const line = new Utterance({ text, voice: host, language: "en", pauseMillis: 0 })
      yield* Stream.runDrain(provider.audio(line, text))
    }).pipe(
      Effect.as(undefined),
      Effect.catch((failure) =>
        Effect.succeed(
          failure._tag === "LocalModelUnusable" && failure.reason === "NotFetched"
            ? failure.detail
            : `does not speak. Delete ${folder}, so that it is downloaded again.`
        )
      ),
      timed
    )
  },
  Effect.scoped,
  Effect.provide(FetchHttpClient.layer)
)

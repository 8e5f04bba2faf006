import type { ModelEndpoint } from "@aethercast/agents/models/ModelEndpoint"
import * as Ollama from "@aethercast/agents/models/Ollama"
import type { SpeechEndpoint } from "@aethercast/agents/voice/SpeechEndpoint"
import { Context, Effect, Layer, Option } from "effect"
import { FetchHttpClient } from "effect/http"
import type { Settings } from "./Settings.ts"

/** The Ollama that was running on this machine at the start, as far as the settings allow its use. */
export class LocalOllama extends Context.Service<
  LocalOllama,
  {
    readonly running: Option.Option<Ollama.RunningOllama>
    readonly writer: Option.Option<ModelEndpoint>
    readonly voice: Option.Option<SpeechEndpoint>
  }
>()("@aethercast/server/LocalOllama") {
  static readonly layer = ({
    ollama,
    speakingOllama
  }: Pick<Settings, "ollama" | "speakingOllama">) =>
    Layer.effect(
      this,
      Effect.gen(function* () {
        const running = yield* Option.match(
          Option.orElse(ollama, () => speakingOllama),
          { onNone: () => Effect.succeedNone, onSome: Ollama.find }
        )
        return LocalOllama.of({
          running,
          writer: Option.flatMap(Option.andThen(ollama, running), ({ writer }) => writer),
          voice: Option.flatMap(Option.andThen(speakingOllama, running), ({ voice }) => voice)
        })
      })
    ).pipe(Layer.provide(FetchHttpClient.layer))
}

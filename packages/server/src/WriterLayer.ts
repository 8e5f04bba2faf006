import * as Ollama from "@aethercast/agents/models/Ollama"
import { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import * as ModelWriter from "@aethercast/agents/writing/model/ModelWriter"
import * as WriterThreads from "@aethercast/agents/writing/WriterThreads"
import { Effect, Layer, Option } from "effect"
import { FetchHttpClient } from "effect/http"
import type { Settings } from "./Settings.ts"

/** The writer: the configured models, or those of an Ollama that is running, or none. */
export const layer = ({ models, ollama }: Settings) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const found = Option.isSome(models)
        ? models
        : yield* Option.match(ollama, {
            onNone: () => Effect.succeedNone,
            onSome: (address) =>
              Effect.map(Ollama.find(address), ({ writer }) =>
                Option.map(writer, ModelSettings.single)
              )
          })
      return Option.match(found, {
        onNone: () => WriterThreads.layer,
        onSome: (settings) => Layer.provide(ModelWriter.layer(settings), WriterThreads.layer)
      })
    })
  ).pipe(Layer.provide(FetchHttpClient.layer))

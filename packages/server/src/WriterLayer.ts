import * as LlamaTransport from "@aethercast/agents/models/llama/LlamaTransport"
import { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import * as ModelWriter from "@aethercast/agents/writing/model/ModelWriter"
import * as WriterThreads from "@aethercast/agents/writing/WriterThreads"
import { Effect, Layer, Option, Result } from "effect"
import { LocalModels } from "./local/LocalModels.ts"
import { LocalOllama } from "./LocalOllama.ts"
import type { Settings } from "./Settings.ts"

/** The writer: the model on this machine, the configured ones, that of an Ollama that is running, or none. */
export const layer = ({ models }: Pick<Settings, "models">) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const local = Option.flatMap(yield* (yield* LocalModels).writer, Result.getSuccess)
      const { writer } = yield* LocalOllama
      if (Option.isSome(local)) {
        return Layer.provide(
          modelsWrite(ModelSettings.single(LlamaTransport.endpoint(local.value.name))),
          LlamaTransport.layer(local.value.llama)
        )
      }
      return Option.match(
        Option.orElse(models, () => Option.map(writer, ModelSettings.single)),
        { onNone: () => WriterThreads.layer, onSome: modelsWrite }
      )
    })
  )

const modelsWrite = (settings: ModelSettings) =>
  Layer.provide(ModelWriter.layer(settings), WriterThreads.layer)

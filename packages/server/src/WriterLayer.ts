import { ModelSettings } from "@aethercast/agents/models/ModelSettings"
import * as ModelWriter from "@aethercast/agents/writing/model/ModelWriter"
import * as WriterThreads from "@aethercast/agents/writing/WriterThreads"
import { Effect, Layer, Option } from "effect"
import { LocalOllama } from "./LocalOllama.ts"
import type { Settings } from "./Settings.ts"

/** The writer: the configured models, or the model of an Ollama that is running, or none. */
export const layer = ({ models }: Pick<Settings, "models">) =>
  Layer.unwrap(
    Effect.map(LocalOllama, ({ writer }) =>
      Option.match(
        Option.orElse(models, () => Option.map(writer, ModelSettings.single)),
        {
          onNone: () => WriterThreads.layer,
          onSome: (settings) => Layer.provide(ModelWriter.layer(settings), WriterThreads.layer)
        }
      )
    )
  )

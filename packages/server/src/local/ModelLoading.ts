import type { LlamaFailed } from "@aethercast/agents/models/llama/LlamaRpcs"
import type { ModelProcessGone } from "@aethercast/agents/process/ModelProcess"
import type { SherpaFailed } from "@aethercast/agents/voice/sherpa/SherpaRpcs"
import { Effect, Fiber } from "effect"
import { LocalModelUnusable } from "./LocalModelUnusable.ts"

export interface Loading {
  readonly name: string
  /** The path that the operator deletes to have a damaged model downloaded again. */
  readonly files: string
  readonly load: Effect.Effect<unknown, LlamaFailed | SherpaFailed | ModelProcessGone>
}

/** Waits until a model is loaded. One that takes longer than a damaged one, which fails soon, goes on loading. */
export const awaitLoaded = Effect.fn("ModelLoading.awaitLoaded")(function* ({
  files,
  load,
  name
}: Loading) {
  const loading = yield* load.pipe(
    Effect.mapError(
      (failure) =>
        new LocalModelUnusable({
          name,
          reason: "Damaged",
          detail: `It cannot be loaded (${failure._tag === "ModelProcessGone" ? "its process ended" : failure.detail}). Delete ${files}, so that it is downloaded again.`
        })
    ),
    Effect.tapError(({ detail, name }) => Effect.logWarning(`${name} is not used. ${detail}`)),
    Effect.forkScoped
  )
  yield* Effect.timeoutOption(Fiber.join(loading), patience)
})

const patience = "10 seconds"

import type { Options } from "@aethercast/agents/models/llama/LlamaEngine"
import * as LlamaProcess from "@aethercast/agents/models/llama/LlamaProcess"
import { Effect } from "effect"
import type { DownloadSettings } from "./DownloadSettings.ts"
import type { LocalModel } from "./LocalModel.ts"
import * as ModelInstallation from "./ModelInstallation.ts"
import * as ModelLoading from "./ModelLoading.ts"

/** A language model that runs on this machine. */
export interface LocalWriter {
  readonly name: string
  readonly llama: LlamaProcess.LlamaProcess
}

/** Downloads a model that is not here, if that is agreed to, and all else that it needs. */
export const prepare = Effect.fn("LocalWriter.prepare")(function* (
  model: LocalModel,
  downloads: DownloadSettings
) {
  const { hub, folder } = downloads
  const { licence, name } = model
  const { engine, file } = yield* ModelInstallation.install(
    { name, licence, files: [model.file], hub, folder, flag: "--writer", engine: "node-llama-cpp" },
    downloads
  )
  return { name, model: file, folder: engine }
})

/** Runs a model that is prepared. */
export const start = Effect.fn("LocalWriter.start")(function* ({
  name,
  ...options
}: Options & { readonly name: string }) {
  const llama = yield* LlamaProcess.make(options)
  yield* ModelLoading.awaitLoaded({ name, files: options.model, load: llama.load })
  const writer: LocalWriter = { name, llama }
  return writer
})

import { join } from "node:path"
import * as LlamaProcess from "@aethercast/agents/models/llama/LlamaProcess"
import * as LlamaTransport from "@aethercast/agents/models/llama/LlamaTransport"
import { Effect } from "effect"
import type { DownloadSettings } from "../local/DownloadSettings.ts"
import * as EngineFolder from "../local/EngineFolder.ts"
import type { LocalModel } from "../local/LocalModel.ts"
import * as ModelDownload from "../local/ModelDownload.ts"
import { probeModel, type ProbeResult } from "./ProviderProbe.ts"

/** Runs a model on this machine for one word; downloads none. */
export const probeLocalWriter = Effect.fn("LocalWriterProbe.probe")(function* (
  { file, name }: LocalModel,
  downloads: DownloadSettings
) {
  if (!(yield* ModelDownload.isHere(file, downloads))) {
    const result: ProbeResult = {
      works: false,
      finding: `is not in ${downloads.folder}. npm start -- --writer ${name} downloads it.`
    }
    return result
  }
  const model = join(downloads.folder, file.name)
  const folder = yield* EngineFolder.find("node-llama-cpp")
  const result = yield* LlamaProcess.make({ folder, model }).pipe(
    Effect.flatMap((llama) =>
      Effect.provide(probeModel(LlamaTransport.endpoint(name)), LlamaTransport.layer(llama))
    ),
    Effect.scoped
  )
  return result.works
    ? result
    : { ...result, finding: `does not answer. Delete ${model}, so that it is downloaded again.` }
})

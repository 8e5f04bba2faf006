import type { Options } from "@aethercast/agents/models/llama/LlamaEngine"
import { Context, Effect, Layer, Option } from "effect"
import { FetchHttpClient } from "effect/http"
import type { Settings } from "../Settings.ts"
import * as DownloadAgreement from "./DownloadAgreement.ts"
import type { DownloadSettings } from "./DownloadSettings.ts"
import * as EngineFolder from "./EngineFolder.ts"
import type { LocalModel } from "./LocalModel.ts"
import * as ModelDownload from "./ModelDownload.ts"

/** The model that writes on this machine, where the settings name one; everything that it needs is here. */
export class LocalWriter extends Context.Service<
  LocalWriter,
  Option.Option<Options & { readonly name: string }>
>()("@aethercast/server/local/LocalWriter") {
  static readonly layer = ({ localWriter }: Pick<Settings, "localWriter">) =>
    Layer.effect(
      this,
      Option.match(localWriter, {
        onNone: () => Effect.succeedNone,
        onSome: ({ downloads, model }) => Effect.asSome(prepare(model, downloads))
      })
    ).pipe(Layer.provide(FetchHttpClient.layer))
}

const prepare = Effect.fn("LocalWriter.prepare")(function* (
  model: LocalModel,
  downloads: DownloadSettings
) {
  if (!(yield* ModelDownload.isHere(model.file, downloads))) {
    yield* DownloadAgreement.ask(
      {
        name: model.name,
        bytes: model.file.bytes,
        licence: model.licence,
        engine: "node-llama-cpp (MIT), takes 0.1 GB more",
        flag: "--writer"
      },
      downloads
    )
  }
  return {
    name: model.name,
    model: yield* ModelDownload.download(model.file, downloads),
    folder: yield* EngineFolder.find("node-llama-cpp")
  }
})

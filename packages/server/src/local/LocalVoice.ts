import { basename, dirname, join } from "node:path"
import type { Options } from "@aethercast/agents/voice/sherpa/SherpaEngine"
import { Context, Effect, Layer, Option } from "effect"
import { FetchHttpClient } from "effect/http"
import type { Settings } from "../Settings.ts"
import * as DownloadAgreement from "./DownloadAgreement.ts"
import type { DownloadSettings } from "./DownloadSettings.ts"
import * as EngineFolder from "./EngineFolder.ts"
import type { LocalVoiceModel } from "./LocalVoiceModel.ts"
import * as ModelArchive from "./ModelArchive.ts"
import * as ModelDownload from "./ModelDownload.ts"

/** The voice that speaks on this machine, where the settings name one; everything that it needs is here. */
export class LocalVoice extends Context.Service<
  LocalVoice,
  Option.Option<Options & { readonly revision: string }>
>()("@aethercast/server/local/LocalVoice") {
  static readonly layer = ({ localVoice }: Pick<Settings, "localVoice">) =>
    Layer.effect(
      this,
      Option.match(localVoice, {
        onNone: () => Effect.succeedNone,
        onSome: ({ downloads, model }) => Effect.asSome(prepare(model, downloads))
      })
    ).pipe(Layer.provide(FetchHttpClient.layer))
}

const prepare = Effect.fn("LocalVoice.prepare")(function* (
  { bytes, files, kind, licence, name, packing, revision }: LocalVoiceModel,
  downloads: DownloadSettings
) {
  const options = {
    hub: packing === "archive" ? downloads.releases : downloads.hub,
    folder: join(downloads.folder, `${name}-${revision.slice(0, 8)}`)
  }
  const here = yield* Effect.forEach(files, (file) => ModelDownload.isHere(file, options))
  if (here.includes(false)) {
    yield* DownloadAgreement.ask(
      {
        name,
        bytes,
        licence,
        engine: "sherpa-onnx-node (Apache-2.0; it contains espeak-ng, GPL-3.0), takes 0.1 GB more",
        flag: "--voice"
      },
      { ...downloads, hub: options.hub }
    )
  }
  const [first] = yield* Effect.forEach(files, (file) => ModelDownload.download(file, options))
  const model = packing === "archive" ? yield* unpacked(first) : options.folder
  return { kind, revision, model, folder: yield* EngineFolder.find("sherpa-onnx-node") }
})

/** The folder in an archive, which has its name. */
const unpacked = Effect.fnUntraced(function* (archive: string) {
  const folder = join(dirname(archive), "unpacked")
  yield* ModelArchive.unpack(archive, folder)
  return join(folder, basename(archive, ".tar.bz2"))
})

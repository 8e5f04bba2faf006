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

/** Where the files of a voice come from, and where they are kept. */
export const source = (
  { name, packing, revision }: LocalVoiceModel,
  downloads: DownloadSettings
) => ({
  hub: packing === "archive" ? downloads.releases : downloads.hub,
  folder: join(downloads.folder, `${name}-${revision.slice(0, 8)}`)
})

/** Whether a voice was downloaded before. */
export const isHere = (model: LocalVoiceModel, downloads: DownloadSettings) =>
  Effect.map(
    Effect.forEach(model.files, (file) => ModelDownload.isHere(file, source(model, downloads))),
    (here) => !here.includes(false)
  )

/** Downloads a voice that is not here, if that is agreed to, and all else that it needs. */
export const prepare = Effect.fn("LocalVoice.prepare")(function* (
  voice: LocalVoiceModel,
  downloads: DownloadSettings
) {
  const { bytes, files, kind, licence, name, packing, revision } = voice
  const options = source(voice, downloads)
  if (!(yield* isHere(voice, downloads))) {
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

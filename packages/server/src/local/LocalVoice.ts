import { basename, dirname, join } from "node:path"
import type { Options } from "@aethercast/agents/voice/sherpa/SherpaEngine"
import * as SherpaSpeech from "@aethercast/agents/voice/sherpa/SherpaSpeech"
import type { SpeechProvider } from "@aethercast/agents/voice/SpeechProvider"
import { Effect } from "effect"
import type { DownloadSettings } from "./DownloadSettings.ts"
import { LocalModelUnusable } from "./LocalModelUnusable.ts"
import type { LocalVoiceModel } from "./LocalVoiceModel.ts"
import * as ModelArchive from "./ModelArchive.ts"
import * as ModelInstallation from "./ModelInstallation.ts"
import * as ModelLoading from "./ModelLoading.ts"

/** Where the files of a voice come from, and where they are kept. */
export const source = (
  { files, name, packing, revision }: LocalVoiceModel,
  downloads: DownloadSettings
) => ({
  files,
  hub: packing === "archive" ? downloads.releases : downloads.hub,
  folder: join(downloads.folder, `${name}-${revision.slice(0, 8)}`)
})

/** Downloads a voice that is not here, if that is agreed to, and all else that it needs. */
export const prepare = Effect.fn("LocalVoice.prepare")(function* (
  voice: LocalVoiceModel,
  downloads: DownloadSettings
) {
  const { kind, licence, name, packing, revision } = voice
  const from = source(voice, downloads)
  const { engine, file } = yield* ModelInstallation.install(
    { ...from, name, licence, flag: "--voice", engine: "sherpa-onnx-node" },
    downloads
  )
  const model = packing === "archive" ? yield* unpacked(name, file) : from.folder
  return { name, kind, revision, model, folder: engine, kept: from.folder }
})

/** Runs a voice that is prepared; `kept` has all of its files. */
export const start = Effect.fn("LocalVoice.start")(function* ({
  kept,
  name,
  ...options
}: Options & { readonly name: string; readonly revision: string; readonly kept: string }) {
  const { load, ...speech } = yield* SherpaSpeech.make(options)
  yield* ModelLoading.awaitLoaded({ name, files: kept, load })
  const provider: SpeechProvider = speech
  return provider
})

/** The folder in an archive, which has its name. */
const unpacked = Effect.fnUntraced(function* (name: string, archive: string) {
  const folder = join(dirname(archive), "unpacked")
  yield* ModelArchive.unpack(archive, folder).pipe(
    Effect.mapError(
      ({ message }) => new LocalModelUnusable({ name, reason: "Damaged", detail: message })
    )
  )
  return join(folder, basename(archive, ".tar.bz2"))
})

import { type Array, Effect } from "effect"
import * as DownloadAgreement from "./DownloadAgreement.ts"
import type { DownloadSettings } from "./DownloadSettings.ts"
import * as EngineFolder from "./EngineFolder.ts"
import { LocalModelUnusable } from "./LocalModelUnusable.ts"
import * as ModelDownload from "./ModelDownload.ts"
import type { ModelFile } from "./ModelFile.ts"

/** A model that a flag has named, and where its files come from and are kept. */
export interface Wanted extends ModelDownload.Options {
  readonly name: string
  readonly flag: "--writer" | "--voice"
  readonly licence: string
  readonly files: Array.NonEmptyReadonlyArray<ModelFile>
  readonly engine: EngineFolder.Engine
}

/** Whether all files of a model were downloaded before. */
export const isHere = (wanted: Pick<Wanted, "files" | "folder" | "hub">) =>
  Effect.map(
    Effect.forEach(wanted.files, (file) => ModelDownload.isHere(file, wanted)),
    (here) => !here.includes(false)
  )

/**
 * Downloads the files that are not here, if that is agreed to, and installs the program that runs them.
 * The path of the first file, and the folder of the program.
 */
export const install = Effect.fn("ModelInstallation.install")(function* (
  wanted: Wanted,
  downloads: DownloadSettings
) {
  const { engine, files, flag, hub, licence, name } = wanted
  if (!(yield* isHere(wanted))) {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    yield* DownloadAgreement.ask(
      { name, bytes, licence, engine: EngineFolder.descriptions[engine], flag },
      { ...downloads, hub }
    )
  }
  return yield* Effect.gen(function* () {
    const [file] = yield* Effect.forEach(files, (file) => ModelDownload.download(file, wanted))
    return { file, engine: yield* EngineFolder.find(engine) }
  }).pipe(
    Effect.mapError(
      ({ message }) => new LocalModelUnusable({ name, reason: "NotFetched", detail: message })
    )
  )
})

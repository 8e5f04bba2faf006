import type { Options } from "@aethercast/agents/models/llama/LlamaEngine"
import { Console, Context, Effect, Layer, Option } from "effect"
import { Prompt } from "effect/cli"
import { FetchHttpClient } from "effect/http"
import type { Settings } from "../Settings.ts"
import { BadUsage } from "../Usage.ts"
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
    yield* agreement(model, downloads)
  }
  return {
    name: model.name,
    model: yield* ModelDownload.download(model.file, downloads),
    folder: yield* EngineFolder.find("node-llama-cpp")
  }
})

/** Says what is downloaded, and asks, unless that was agreed to. */
const agreement = Effect.fnUntraced(function* (
  { file, licence, name }: LocalModel,
  { agreed, folder, hub }: DownloadSettings
) {
  const offer = `${name} is downloaded once: ${ModelDownload.gigabytes(file.bytes)} from ${new URL(hub).host} into ${folder}; its licence is ${licence}. The program that runs it, node-llama-cpp (MIT), takes 0.1 GB more.`
  if (agreed) return yield* Console.log(offer)
  if (!process.stdin.isTTY) {
    return yield* new BadUsage({ problem: `${offer} Start with --yes to agree.` })
  }
  const answer = yield* Prompt.Confirm({ message: `${offer} Download it?` }).pipe(
    Effect.catchTag("QuitError", () => Effect.succeed(false))
  )
  if (!answer) {
    return yield* new BadUsage({
      problem: "Nothing was downloaded. Without --writer the server starts as before."
    })
  }
})

import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { Effect, Option, Schema } from "effect"
import { Flag } from "effect/cli"
import { BadUsage } from "../Usage.ts"
import * as ValueFlag from "../ValueFlag.ts"

/** Where models come from, and where they are kept. */
export class DownloadSettings extends Schema.Class<DownloadSettings>(
  "@aethercast/server/DownloadSettings"
)({
  /** Without a slash at its end. */
  hub: Schema.String,
  /** Where the archives of sherpa-onnx are, without a slash at its end. */
  releases: Schema.String,
  folder: Schema.NonEmptyString,
  /** Whether the operator has agreed to downloads beforehand. */
  agreed: Schema.Boolean
}) {}

export const flags = {
  agreed: Flag.Boolean("yes").pipe(
    Flag.withoutNegation,
    Flag.withDescription("Download what --writer or --voice names without asking"),
    Flag.withDefault(false)
  )
}

/** `HF_ENDPOINT` is the hub's own variable for a mirror. */
export const read = Effect.fn("DownloadSettings.read")(function* (agreed: boolean) {
  const hub = yield* address("HF_ENDPOINT", "https://huggingface.co")
  const releases = yield* address("AETHERCAST_RELEASES", "https://github.com")
  const given = yield* ValueFlag.environment("AETHERCAST_MODELS")
  const cache = yield* ValueFlag.environment("XDG_CACHE_HOME")
  const folder = Option.getOrElse(given, () =>
    join(
      Option.getOrElse(cache, () => join(homedir(), ".cache")),
      "aethercast/models"
    )
  )
  return new DownloadSettings({ hub, releases, folder: resolve(folder), agreed })
})

const address = Effect.fnUntraced(function* (variable: string, usual: string) {
  const given = yield* ValueFlag.environment(variable)
  const address = Option.getOrElse(given, () => usual).replace(/(?<!\/)\/+$/, "")
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
    return yield* new BadUsage({ problem: `${variable} must be like ${usual}.` })
  }
  return address
})

import { Console, Effect } from "effect"
import { Prompt } from "effect/cli"
import { BadUsage } from "../Usage.ts"
import type { DownloadSettings } from "./DownloadSettings.ts"
import { sizeText } from "./ModelDownload.ts"

export interface Offer {
  readonly name: string
  readonly bytes: number
  readonly licence: string
  /** The program that runs it, with its licence and size: "node-llama-cpp (MIT), takes 0.1 GB more". */
  readonly engine: string
  /** The flag that named it. */
  readonly flag: string
}

/** Says what is downloaded, and asks, unless that was agreed to. */
export const ask = Effect.fn("DownloadAgreement.ask")(function* (
  { bytes, engine, flag, licence, name }: Offer,
  { agreed, folder, hub }: DownloadSettings
) {
  const offer = `${name} is downloaded once: ${sizeText(bytes)} from ${new URL(hub).host} into ${folder}; its licence is ${licence}. The program that runs it, ${engine}.`
  if (agreed) return yield* Console.log(offer)
  if (!process.stdin.isTTY) {
    return yield* new BadUsage({ problem: `${offer} Start with --yes to agree.` })
  }
  const answer = yield* Prompt.Confirm({ message: `${offer} Download it?` }).pipe(
    Effect.catchTag("QuitError", () => Effect.succeed(false))
  )
  if (!answer) {
    return yield* new BadUsage({
      problem: `Nothing was downloaded. Without ${flag} the server starts as before.`
    })
  }
})

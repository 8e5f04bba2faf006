import { mkdir, truncate, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { localModels } from "../../src/local/LocalModel.ts"
import { DownloadSettings } from "../../src/local/DownloadSettings.ts"
import * as LocalVoice from "../../src/local/LocalVoice.ts"
import { localVoices } from "../../src/local/LocalVoiceModel.ts"
import * as Product from "./Product.ts"

/** A file of zeros, which takes no room on the disk. */
const writeZeros = async (path: string, bytes: number) => {
  await writeFile(path, "")
  await truncate(path, bytes)
}

it("a server whose writer and voice are damaged starts with others, and says what to do", async () => {
  await using data = await Product.temporaryFolder()
  await using models = await Product.temporaryFolder()
  const writer = localModels.find(({ name }) => name === "qwen3-1.7b")
  const voice = localVoices.find(({ name }) => name === "kitten")
  if (writer === undefined || voice === undefined) return assert.fail("they are not known")
  const { folder } = LocalVoice.source(
    voice,
    new DownloadSettings({ hub: "", releases: "", folder: models.path, agreed: false })
  )
  await mkdir(folder)
  await writeZeros(join(folder, voice.files[0].name), voice.bytes)
  await writeZeros(join(models.path, writer.file.name), writer.file.bytes)

  await using product = await Product.start({
    data: data.path,
    args: ["--writer", writer.name, "--voice", voice.name],
    env: { AETHERCAST_MODELS: models.path }
  })
  const output = product.output()
  for (const [kind, stands, { name }] of [
    ["writer", "extractive writer", writer],
    ["voice", "flite", voice]
  ] as const) {
    assert.match(
      output,
      new RegExp(
        `^ +${kind} +${stands}.*\n +${name} cannot be used: its files are damaged\\..*deleted`,
        "m"
      )
    )
  }
})

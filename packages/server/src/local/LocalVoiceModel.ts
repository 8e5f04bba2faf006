import { SherpaKind } from "@aethercast/agents/voice/sherpa/SherpaModel"
import { Effect, Schema } from "effect"
import { ModelFile } from "./ModelFile.ts"

/** A voice that can be downloaded and speaks on this machine. */
export class LocalVoiceModel extends Schema.Class<LocalVoiceModel>(
  "@aethercast/server/LocalVoiceModel"
)({
  /** As `--voice` names it. */
  name: Schema.NonEmptyString,
  kind: SherpaKind,
  licence: Schema.String,
  /** Names the bytes of all files. */
  revision: Schema.NonEmptyString,
  files: Schema.NonEmptyArray(ModelFile),
  /**
   * files: those of the model, on the hub. archive: one .tar.bz2 in a release, with a folder of the same
   * name that has them.
   */
  packing: Schema.Literals(["files", "archive"]).pipe(
    Schema.withConstructorDefault(Effect.succeed("files" as const))
  )
}) {
  get bytes(): number {
    return this.files.reduce((sum, { bytes }) => sum + bytes, 0)
  }
}

const revision = "cca5a0e6c96e1d2c720986bf7e75fcc81dee3ae4"

const file = (name: string, bytes: number, sha256: string) =>
  new ModelFile({
    name,
    path: `csukuangfj2/sherpa-onnx-supertonic-3-tts-int8-2026-05-11/resolve/${revision}/${name}`,
    bytes,
    sha256
  })

/**
 * Supertonic 3. Sizes and digests are those that several public projects pin for this revision; the files
 * themselves have not been downloaded here.
 */
export const supertonic = new LocalVoiceModel({
  name: "supertonic",
  kind: "supertonic",
  licence: "OpenRAIL-M",
  revision,
  files: [
    file(
      "duration_predictor.int8.onnx",
      3_700_147,
      "c3eb91414d5ff8a7a239b7fe9e34e7e2bf8a8140d8375ffb14718b1c639325db"
    ),
    file(
      "text_encoder.int8.onnx",
      36_416_150,
      "c7befd5ea8c3119769e8a6c1486c4edc6a3bc8365c67621c881bbb774b9902ff"
    ),
    file(
      "vector_estimator.int8.onnx",
      78_400_833,
      "20cd86fa5c6effedfda0e7cffe5b0569ca401c440a0c3a1d72bf39286c0db3fd"
    ),
    file(
      "vocoder.int8.onnx",
      25_991_073,
      "e923d60f53f95eb1ce235f1dc33ec56d9c057823c96fa6f8acf98f32b0da6152"
    ),
    file("tts.json", 8253, "42078d3aef1cd43ab43021f3c54f47d2d75ceb4e75f627f118890128b06a0d09"),
    file(
      "unicode_indexer.bin",
      262_144,
      "8402ca48e5189a8950138580b0fff64db6f072f24ac07cd54ba8b2fbb9883b30"
    ),
    file("voice.bin", 517_168, "67d5209b0ee8ce6c74105ffbe12fe6a7628aea3b4ba2fcb308a4a67938a93ce8")
  ]
})

/** An archive of the release `tts-models` of sherpa-onnx; several public projects pin its size and digest. */
const archive = (
  kind: SherpaKind,
  file: { readonly name: string; readonly bytes: number; readonly sha256: string }
) =>
  new LocalVoiceModel({
    name: kind,
    kind,
    licence: "Apache-2.0, with the rules of espeak-ng (GPL-3.0)",
    revision: file.sha256,
    packing: "archive",
    files: [
      new ModelFile({
        ...file,
        path: `k2-fsa/sherpa-onnx/releases/download/tts-models/${file.name}`
      })
    ]
  })

/** The voices that `--voice` knows. */
export const localVoices = [
  supertonic,
  archive("kokoro", {
    name: "kokoro-int8-en-v0_19.tar.bz2",
    bytes: 103_248_205,
    sha256: "c9f0dd393615805b0bab050c340834d5e684e732aec91c0e860cd30e982c08bd"
  }),
  archive("kitten", {
    name: "kitten-nano-en-v0_2-fp16.tar.bz2",
    bytes: 26_586_708,
    sha256: "0345a8a2f4a710cb8f7912c9a731ded8b3e1e69b33a871efa95c2e64651518fe"
  })
]

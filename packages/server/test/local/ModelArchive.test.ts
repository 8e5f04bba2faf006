import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import * as ModelArchive from "../../src/local/ModelArchive.ts"

/** Of GNU tar and bzip2: a folder tiny-voice with four files, one of them empty. */
const archive = Buffer.from(
  "QlpoOTFBWSZTWVTMGhcAAZNfgcuQQGP/wiMMCgB+79/gAQAESDABFtsBKVHqNGhkDIyMhpiNkmmmmRglETJGh6jQaB6QAAGgAKqJkp4UNkEaDIBhBoYmJ+jaT1V0bPQqopLABSFTBAWwiAI6/RQuGbGxGKsMIZFHbRCmIsFoQiDLRcP0fEh7z8PsD0FyB74XZczYrEChSYxsHtYCIktAtjFr3gIU182ViEVGkVIbc8jnPeDCUHzhK8Nz2NCaSfOSrjSsmUytlDVbQXx1xGzUZTxzwkPs+fyBYbdto3FWxpU9EiIi0a7BuwC7QTYa4aZ+kpzYqONWMrhulSuqF/AYIdeInaK1aug4DfSVDfdBx5UY49PdyGQXr8MRHOD/F3JFOFCQVMwaFw==",
  "base64"
)

const written = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped()
  const path = `${folder}/tiny.tar.bz2`
  yield* files.writeFile(path, bytes)
  return { files, folder, path, unpacked: `${folder}/tiny` }
})

describe("ModelArchive", () => {
  it.layer(NodeServices.layer)((it) => {
    it.effect("an archive is unpacked once, with the folders in it", () =>
      Effect.gen(function* () {
        const { files, folder, path, unpacked } = yield* written(archive)
        yield* ModelArchive.unpack(path, unpacked)
        const voice = `${unpacked}/tiny-voice`
        assert.strictEqual(yield* files.readFileString(`${voice}/tokens.txt`), "tokens")
        assert.strictEqual(yield* files.readFileString(`${voice}/empty.bin`), "")
        assert.strictEqual(
          yield* files.readFileString(`${voice}/espeak-ng-data/lang/gmw/en-US`),
          "name English (America)\n"
        )
        yield* files.writeFileString(`${voice}/tokens.txt`, "kept")
        yield* ModelArchive.unpack(path, unpacked)
        assert.strictEqual(yield* files.readFileString(`${voice}/tokens.txt`), "kept")
        assert.deepStrictEqual((yield* files.readDirectory(folder)).toSorted(), [
          "tiny",
          "tiny.tar.bz2"
        ])
      })
    )

    it.effect("what an interrupted start has left does not matter", () =>
      Effect.gen(function* () {
        const { files, path, unpacked } = yield* written(archive)
        yield* files.makeDirectory(`${unpacked}.part/tiny-voice`, { recursive: true })
        yield* files.writeFileString(`${unpacked}.part/tiny-voice/tokens.txt`, "half")
        yield* files.writeFileString(`${unpacked}.part/other`, "half")
        yield* ModelArchive.unpack(path, unpacked)
        assert.deepStrictEqual(yield* files.readDirectory(unpacked), ["tiny-voice"])
        assert.strictEqual(
          yield* files.readFileString(`${unpacked}/tiny-voice/tokens.txt`),
          "tokens"
        )
      })
    )

    it.effect("of an archive that is cut, damaged, missing or none, nothing is left", () =>
      Effect.gen(function* () {
        const damaged = Uint8Array.from(archive, (byte, at) => (at === 200 ? byte ^ 1 : byte))
        const causes: ReadonlyArray<readonly [Uint8Array, RegExp]> = [
          [archive.subarray(0, 250), /unpacked: it is not compressed with bzip2, or is damaged\./],
          [damaged, /unpacked: it is not compressed with bzip2, or is damaged\./],
          [Buffer.from("no archive"), /unpacked: it is not compressed with bzip2, or is damaged\./],
          [Buffer.alloc(0), /unpacked: it ends too early\. Delete it/]
        ]
        for (const [bytes, cause] of causes) {
          const { files, folder, path, unpacked } = yield* written(bytes)
          const failure = yield* Effect.flip(ModelArchive.unpack(path, unpacked))
          assert.match(failure.message, cause)
          assert.deepStrictEqual(yield* files.readDirectory(folder), ["tiny.tar.bz2"])
        }
        const failure = yield* Effect.flip(ModelArchive.unpack("/none.tar.bz2", "/none"))
        assert.match(failure.message, /ENOENT/)
      })
    )
  })
})

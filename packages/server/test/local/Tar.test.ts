import { Readable } from "node:stream"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import * as Tar from "../../src/local/Tar.ts"
import * as TarBytes from "./TarBytes.ts"

const archive = Buffer.concat([
  TarBytes.entry("voice", "", { kind: "5" }),
  TarBytes.entry("voice/tokens.txt", "t".repeat(700)),
  TarBytes.entry("empty.bin", "", { prefix: "voice/data" }),
  TarBytes.entry("voice/voices/!v/Mr serious", "v"),
  TarBytes.entry("./voice/model.onnx", "m".repeat(512)),
  TarBytes.end
])

/** An archive that arrives in chunks of some bytes. */
const arriving = (bytes: Uint8Array, size: number) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size)
    )
  )

const folder = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  return yield* files.makeTempDirectoryScoped()
})

const refusal = Effect.fnUntraced(function* (...parts: ReadonlyArray<Uint8Array>) {
  const { detail } = yield* Effect.flip(Tar.extract(Readable.from(parts), yield* folder))
  return detail
})

describe("Tar", () => {
  it.layer(NodeServices.layer)((it) => {
    it.effect("files are the same however their bytes arrive", () =>
      Effect.forEach([1, 511, 512, 1300, archive.length], (size) =>
        Effect.gen(function* () {
          const files = yield* FileSystem.FileSystem
          const into = yield* folder
          yield* Tar.extract(arriving(archive, size), into)
          const contents = {
            "tokens.txt": "t".repeat(700),
            "data/empty.bin": "",
            "voices/!v/Mr serious": "v",
            "model.onnx": "m".repeat(512)
          }
          for (const [name, content] of Object.entries(contents)) {
            assert.strictEqual(yield* files.readFileString(`${into}/voice/${name}`), content)
          }
        })
      )
    )

    it.effect("nothing is unpacked outside the folder, and no link", () =>
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        for (const path of ["../a", "voice/../../a", "/etc/a"]) {
          const outer = yield* folder
          const into = `${outer}/into`
          yield* files.makeDirectory(into)
          const bytes = Readable.from([TarBytes.entry(path, "x"), TarBytes.end])
          yield* Effect.flip(Tar.extract(bytes, into))
          assert.deepStrictEqual(yield* files.readDirectory(outer), ["into"])
        }
        for (const kind of ["1", "2", "3", "6"]) {
          const into = yield* folder
          const bytes = Readable.from([TarBytes.entry("voice/a", "", { kind }), TarBytes.end])
          yield* Effect.flip(Tar.extract(bytes, into))
          assert.deepStrictEqual(yield* files.readDirectory(into), [])
        }
      })
    )

    it.effect("an archive that ends too early, is damaged, or is none, is refused", () =>
      Effect.gen(function* () {
        const file = TarBytes.entry("voice/a", "x".repeat(2000))
        const damaged = Uint8Array.from(file, (byte, at) => (at === 3 ? byte + 1 : byte))
        for (const bytes of [
          new Uint8Array(0),
          file.subarray(0, 900),
          damaged,
          new Uint8Array(3000).fill(7)
        ]) {
          assert.isNotEmpty(yield* refusal(bytes))
        }
      })
    )
  })
})

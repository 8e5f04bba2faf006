import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem } from "effect"
import { TestClock } from "effect/testing"
import * as ModelArchive from "../../src/local/ModelArchive.ts"
import * as TinyArchive from "./TinyArchive.ts"

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
        const { files, folder, path, unpacked } = yield* written(TinyArchive.bytes)
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
          "tiny.lock",
          "tiny.tar.bz2"
        ])
      })
    )

    it.effect("of servers that unpack at the same time one does, and the others find it", () =>
      Effect.gen(function* () {
        const { files, path, unpacked } = yield* written(TinyArchive.bytes)
        const unpacking = yield* Effect.forkChild(
          Effect.replicateEffect(ModelArchive.unpack(path, unpacked), 3, {
            concurrency: "unbounded"
          })
        )
        yield* Effect.andThen(
          TestClock.adjust("1 second"),
          TestClock.withLive(Effect.sleep("5 millis"))
        ).pipe(Effect.repeat({ until: () => unpacking.pollUnsafe() !== undefined }))
        yield* Fiber.join(unpacking)
        assert.deepStrictEqual(yield* files.readDirectory(unpacked), ["tiny-voice"])
      })
    )

    it.effect("what an interrupted start has left does not matter", () =>
      Effect.gen(function* () {
        const { files, path, unpacked } = yield* written(TinyArchive.bytes)
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
        const damaged = Uint8Array.from(TinyArchive.bytes, (byte, at) =>
          at === 200 ? byte ^ 1 : byte
        )
        const causes: ReadonlyArray<readonly [Uint8Array, RegExp]> = [
          [
            TinyArchive.bytes.subarray(0, 250),
            /unpacked: it is not compressed with bzip2, or is damaged\./
          ],
          [damaged, /unpacked: it is not compressed with bzip2, or is damaged\./],
          [Buffer.from("no archive"), /unpacked: it is not compressed with bzip2, or is damaged\./],
          [Buffer.alloc(0), /unpacked: .+\. Delete it/]
        ]
        for (const [bytes, cause] of causes) {
          const { files, folder, path, unpacked } = yield* written(bytes)
          const failure = yield* Effect.flip(ModelArchive.unpack(path, unpacked))
          assert.match(failure.message, cause)
          assert.deepStrictEqual((yield* files.readDirectory(folder)).toSorted(), [
            "tiny.lock",
            "tiny.tar.bz2"
          ])
        }
        const { files, folder, path, unpacked } = yield* written(TinyArchive.bytes)
        yield* files.remove(path)
        const failure = yield* Effect.flip(ModelArchive.unpack(path, unpacked))
        assert.deepStrictEqual(yield* files.readDirectory(folder), ["tiny.lock"])
        assert.match(failure.message, /ENOENT/)
      })
    )
  })
})

import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as Tar from "../../src/local/Tar.ts"
import * as TarBytes from "./TarBytes.ts"

const archive = [
  TarBytes.entry("voice", "", { kind: "5" }),
  TarBytes.entry("voice/tokens.txt", "t".repeat(700)),
  TarBytes.entry("PaxHeader", "30 mtime=1.5\n", { kind: "x" }),
  TarBytes.entry("empty.bin", "", { prefix: "voice/data" }),
  TarBytes.entry("voice/voices/!v/Mr serious", "v"),
  TarBytes.entry("./voice/model.onnx", "m".repeat(512)),
  TarBytes.end
]

const bytes = Uint8Array.from(archive.flatMap((part) => [...part]))

/** An archive that arrives in chunks of some bytes. */
const arriving = (bytes: Uint8Array, size: number) =>
  Stream.fromIterable(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size)
    )
  )

const contents = (chunks: Stream.Stream<Uint8Array>) =>
  Tar.files(chunks).pipe(
    Stream.runFold(
      (): Record<string, string> => ({}),
      (before, { bytes, isFirst, path }) => {
        assert.strictEqual(isFirst, !(path in before))
        return { ...before, [path]: (before[path] ?? "") + new TextDecoder().decode(bytes) }
      }
    )
  )

const refusal = (...parts: ReadonlyArray<Uint8Array>) =>
  Effect.map(Effect.flip(contents(Stream.fromIterable(parts))), ({ detail }) => detail)

describe("Tar", () => {
  it.effect("files are the same however their bytes arrive", () =>
    Effect.forEach([1, 7, 511, 512, 513, 1300, bytes.length], (size) =>
      Effect.map(contents(arriving(bytes, size)), (files) =>
        assert.deepStrictEqual(files, {
          "voice/tokens.txt": "t".repeat(700),
          "voice/data/empty.bin": "",
          "voice/voices/!v/Mr serious": "v",
          "voice/model.onnx": "m".repeat(512)
        })
      )
    )
  )

  it.effect("nothing is unpacked outside the folder, and no link", () =>
    Effect.gen(function* () {
      for (const path of ["../a", "voice/../../a", "/etc/a", "a//b", "C:\\a", "a\\..\\b", ""]) {
        assert.match(yield* refusal(TarBytes.entry(path, "x"), TarBytes.end), /is not unpacked/)
      }
      for (const kind of ["1", "2", "3", "6", "L"]) {
        assert.strictEqual(
          yield* refusal(TarBytes.entry("voice/a", "x", { kind }), TarBytes.end),
          '"voice/a" is not unpacked'
        )
      }
    })
  )

  it.effect("an archive that cannot be read fails for that reason", () =>
    Effect.gen(function* () {
      const broken = Stream.concat(Stream.succeed(bytes.subarray(0, 600)), Stream.fail("disk"))
      assert.strictEqual(yield* Effect.flip(Stream.runDrain(Tar.files(broken))), "disk")
    })
  )

  it.effect("an archive that ends too early, or is damaged, is no archive", () =>
    Effect.gen(function* () {
      const file = TarBytes.entry("voice/a", "x")
      assert.strictEqual(yield* refusal(), "it ends too early")
      assert.strictEqual(yield* refusal(file), "it ends too early")
      assert.strictEqual(yield* refusal(file.subarray(0, 600)), "it ends too early")
      const damaged = Uint8Array.from(file, (byte, at) => (at === 3 ? byte + 1 : byte))
      assert.strictEqual(yield* refusal(damaged, TarBytes.end), "a header of it is damaged")
    })
  )
})

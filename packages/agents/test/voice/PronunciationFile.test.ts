import * as PronunciationFile from "@aethercast/agents/voice/PronunciationFile"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"

describe("PronunciationFile", () => {
  it("has one name on a line, and comments", () => {
    assert.deepStrictEqual(
      PronunciationFile.parse(
        "# Names\n\nSiobhan = Shivawn\nSt Ives=Saint Ives # a town\r\nnonsense\n= x\na = b = c\n"
      ),
      {
        pronunciations: [
          ["Siobhan", "Shivawn"],
          ["St Ives", "Saint Ives"]
        ],
        invalid: [5, 6, 7]
      }
    )
  })

  it.effect("is read from the disk; a missing one has no names", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped()
      const path = `${folder}/pronunciations.txt`
      assert.deepStrictEqual(yield* PronunciationFile.read(path), [])
      yield* fs.writeFileString(path, "MeyGen = May Jen\n")
      assert.deepStrictEqual(yield* PronunciationFile.read(path), [["MeyGen", "May Jen"]])
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

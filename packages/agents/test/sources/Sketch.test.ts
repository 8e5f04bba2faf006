import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { shippedLibrary } from "@aethercast/agents/sources/Library"
import { sketchOf, withoutNearDuplicates } from "@aethercast/agents/sources/Sketch"

const texts = readdirSync(shippedLibrary).flatMap((topic) =>
  readdirSync(join(shippedLibrary, topic))
    .filter((file) => /\.(?:md|txt)$/.test(file))
    .map((file) => readFileSync(join(shippedLibrary, topic, file), "utf8"))
)
const [first = ""] = texts

const kept = (...all: ReadonlyArray<string>) =>
  withoutNearDuplicates(all.map((text) => ({ text, sketch: sketchOf(text) }))).map(
    ({ text }) => text
  )

describe("Sketch", () => {
  it("keeps documents that differ, and those that are too short to compare", () => {
    assert.deepStrictEqual(kept(...texts), texts)
    assert.deepStrictEqual(kept("It rained.", "It rained."), ["It rained.", "It rained."])
  })

  it("drops a copy with small edits", () => {
    const edited = first
      .replaceAll(/ is /g, (found, at: number) => (at % 7 === 0 ? " was " : found))
      .toUpperCase()
    assert.notStrictEqual(edited, first)
    assert.deepStrictEqual(kept(first, edited, `Reprinted with permission. ${first}`), [first])
  })

  it("keeps a part of a document", () => {
    const half = first.slice(0, first.length / 2)
    assert.deepStrictEqual(kept(first, half), [first, half])
  })

  it("drops a copy in a script without spaces", () => {
    const text = "その古い町の港は、戦争のあとで二回さらわれました。誰も理由を知りません。".repeat(
      2
    )
    assert.deepStrictEqual(kept(text, `${text}終わり。`), [text])
  })
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { excesses, measure } from "../measure.mjs"

describe("measure", () => {
  it("does not count docstrings of exports and of their members", () => {
    assert.strictEqual(
      comments(`/** What it is. */
export interface Thing {
  /**
   * In seconds.
   */
  readonly age: number
}

/** What it does. */
// oxlint-disable-next-line no-console
export const act = () => {}
`),
      1
    )
  })

  it("counts every other comment that has lines of its own", () => {
    assert.strictEqual(
      comments(`// Why.
/* A
   block. */
export const act = () => {
  // A hazard.
  return "https://example.org" // not counted
}

/** Of what is private. */
const hidden = {
  /** So is this. */
  member: 1
}
`),
      6
    )
  })

  it("counts docstrings in an internal folder", () => {
    assert.strictEqual(measure("src/internal/A.ts", "/** A. */\nexport const a = 1\n").comments, 1)
    assert.strictEqual(measure("src/A.ts", "/** A. */\nexport const a = 1\n").comments, 0)
  })

  it("counts lines as an editor does", () => {
    assert.strictEqual(measure("src/A.ts", "one\n\nthree\n").lines, 3)
  })
})

describe("excesses", () => {
  let folder

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "aethercast-measure-"))
    mkdirSync(join(folder, "src", "inner"), { recursive: true })
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const write = (name, lines, line = "code()") =>
    writeFileSync(join(folder, "src", name), `${line}\n`.repeat(lines))

  it("are none at the limits", () => {
    for (let file = 1; file <= 9; file++) write(`${file}.ts`, file <= 5 ? 80 : 200)
    write("inner/10.tsx", 400)
    write("ten.css", 4000)
    assert.deepStrictEqual(excesses(folder, "src"), [])
  })

  it("name the median and the 90th percentile that are too long", () => {
    write("1.ts", 81)
    write("inner/2.ts", 201)
    assert.deepStrictEqual(excesses(folder, "src"), [
      "src: the median file has 81 lines, more than 80",
      "src: one file in ten has 201 lines or more, the limit is 200"
    ])
  })

  it("name the files that have most of the comments", () => {
    write("1.ts", 10)
    write("2.ts", 1, "// why")
    assert.deepStrictEqual(excesses(folder, "src"), [
      "src: 9.1 % of the lines are comments outside public docstrings, more than 8.0 %: src/2.ts has 1"
    ])
  })
})

const comments = (text) => measure("src/Thing.ts", text).comments

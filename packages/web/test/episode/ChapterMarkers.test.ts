import { assert, describe, it } from "@effect/vitest"
import { chaptersOf } from "../../src/episode/ChapterMarkers.ts"
import { timeline } from "../player/AudioFixtures.ts"

describe("chapters", () => {
  it("start where their first line does", () => {
    const chapters = chaptersOf(timeline(["0.0", 250], ["0.1", 250], ["1.0"]))
    assert.deepStrictEqual(
      chapters.map(({ seconds, title }) => [title, seconds]),
      [
        ["Opening", 0],
        ["The matter", 12]
      ]
    )
  })

  it("are left out until their first line is there", () => {
    assert.strictEqual(chaptersOf(timeline(["0.0", 250])).length, 1)
  })
})

import { assert, describe, it } from "@effect/vitest"
import { chapterMarkers } from "../../src/episode/ChapterMarkers.ts"
import { timeline } from "../player/AudioFixtures.ts"

describe("chapterMarkers", () => {
  it("places a chapter where its first line starts", () => {
    const markers = chapterMarkers(timeline(["0.0", 250], ["0.1", 250], ["1.0"]))
    assert.deepStrictEqual(
      markers.map(({ seconds, title }) => [title, seconds]),
      [
        ["Opening", 0],
        ["The matter", 12]
      ]
    )
  })

  it("leaves out a chapter until its first line is there", () => {
    assert.strictEqual(chapterMarkers(timeline(["0.0", 250])).length, 1)
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as ChaptersJson from "../src/ChaptersJson.ts"
import { empty } from "../src/Timeline.ts"
import { clip, line, timeline } from "./SpokenTimeline.ts"

const times = ({ chapters }: ChaptersJson.ChaptersJson) =>
  chapters.map(({ endTime, startTime, title }) => [startTime, endTime, title])

describe("ChaptersJson", () => {
  it("a chapter starts with its first line and ends with its last", () => {
    const chapters = ChaptersJson.fromTimeline(
      "Tides",
      timeline(
        ["Opening", "The moon"],
        line("0.0", "host", "One.", clip("a", 125)),
        line("0.1", "guest", "Two.", clip("b", 125)),
        line("1.0", "host", "Three.", clip("c", 250))
      )
    )
    assert.strictEqual(chapters.version, "1.2.0")
    assert.strictEqual(chapters.title, "Tides")
    assert.deepStrictEqual(times(chapters), [
      [0, 6, "Opening"],
      [6, 12, "The moon"]
    ])
  })

  it("a chapter of which nothing is spoken yet is not there", () => {
    const chapters = ChaptersJson.fromTimeline(
      "Tides",
      timeline(
        ["Opening", "The moon"],
        line("0.0", "host", "One.", clip("a", 125)),
        line("1.0", "host", "Two.")
      )
    )
    assert.deepStrictEqual(times(chapters), [[0, 3, "Opening"]])
    assert.deepStrictEqual(times(ChaptersJson.fromTimeline("Tides", empty)), [])
  })

  it("a chapter that another one interrupts goes on after it", () => {
    const chapters = ChaptersJson.fromTimeline(
      "Tides",
      timeline(
        ["Opening", "Aside"],
        line("0.0", "host", "One.", clip("a", 125)),
        line("1.0", "host", "Two.", clip("b", 125)),
        line("0.1", "host", "Three.", clip("c", 125))
      )
    )
    assert.deepStrictEqual(times(chapters), [
      [0, 3, "Opening"],
      [3, 6, "Aside"],
      [6, 9, "Opening"]
    ])
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as ChaptersJson from "../src/ChaptersJson.ts"
import { empty, Timeline } from "../src/Timeline.ts"
import { lineOf } from "./TimelineFixtures.ts"

const times = ({ chapters }: ChaptersJson.ChaptersJson) =>
  chapters.map(({ endTime, startTime, title }) => [startTime, endTime, title])

describe("ChaptersJson", () => {
  it("a chapter starts with its first line and ends with its last", () => {
    const chapters = ChaptersJson.fromTimeline(
      "Tides",
      new Timeline({
        chapters: ["Opening", "The moon"],
        lines: [
          lineOf("0.0", { frames: 125, text: "One." }),
          lineOf("0.1", { frames: 125, speaker: "guest", text: "Two." }),
          lineOf("1.0", { frames: 250, text: "Three." })
        ]
      })
    )
    assert.strictEqual(chapters.version, "1.2.0")
    assert.strictEqual(chapters.title, "Tides")
    assert.deepStrictEqual(times(chapters), [
      [0, 6, "Opening"],
      [6, 12, "The moon"]
    ])
  })

  it("a chapter without a finished line is left out", () => {
    const chapters = ChaptersJson.fromTimeline(
      "Tides",
      new Timeline({
        chapters: ["Opening", "The moon"],
        lines: [lineOf("0.0", { frames: 125, text: "One." }), lineOf("1.0", { text: "Two." })]
      })
    )
    assert.deepStrictEqual(times(chapters), [[0, 3, "Opening"]])
    assert.deepStrictEqual(times(ChaptersJson.fromTimeline("Tides", empty)), [])
  })

  it("a chapter that another one interrupts appears before and after it", () => {
    const chapters = ChaptersJson.fromTimeline(
      "Tides",
      new Timeline({
        chapters: ["Opening", "Aside"],
        lines: [
          lineOf("0.0", { frames: 125, text: "One." }),
          lineOf("1.0", { frames: 125, text: "Two." }),
          lineOf("0.1", { frames: 125, text: "Three." })
        ]
      })
    )
    assert.deepStrictEqual(times(chapters), [
      [0, 3, "Opening"],
      [3, 6, "Aside"],
      [6, 9, "Opening"]
    ])
  })
})

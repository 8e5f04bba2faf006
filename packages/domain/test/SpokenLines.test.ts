import { settledLines, spokenLines } from "@aethercast/domain/SpokenLines"
import { Timeline } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { lineOf } from "./TimelineFixtures.ts"

const timeline = new Timeline({
  chapters: ["Tides"],
  lines: [lineOf("0.0", { frames: 3 }), lineOf("0.1"), lineOf("0.2", { frames: 2 })]
})
const frames = (lines: ReturnType<typeof spokenLines>) =>
  lines.map(({ end, line, start }) => [line.id, start, end])

describe("the lines of a timeline", () => {
  it("are spoken when they have a clip, one after the other", () => {
    assert.deepStrictEqual(frames(spokenLines(timeline)), [
      ["0.0", 0, 3],
      ["0.2", 3, 5]
    ])
  })

  it("are settled up to the first one that is still being spoken", () => {
    assert.deepStrictEqual(frames(settledLines(timeline)), [["0.0", 0, 3]])
  })

  it("are all settled when all are spoken", () => {
    const [first, , last] = timeline.lines
    const lines = [first, last].flatMap((line) => line ?? [])
    const finished = new Timeline({ ...timeline, lines })
    assert.deepStrictEqual(settledLines(finished), spokenLines(finished))
  })
})

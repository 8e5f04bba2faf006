import { LineId } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import * as FrameLayout from "../../src/player/FrameLayout.ts"
import { FrameStore } from "../../src/player/FrameStore.ts"
import { HeardTracker } from "../../src/player/HeardTracker.ts"
import { timeline } from "./AudioFixtures.ts"

const layout = FrameLayout.make(timeline(["0.0", 100], ["0.1", 100]), new FrameStore())
const span = (line: string, from: number, to: number) => ({ line: LineId.make(line), from, to })

describe("what was played", () => {
  it("is what lies between looks at the playhead, over the ends of lines", () => {
    const heard = new HeardTracker()
    for (const frame of [10, 40, 90, 130]) heard.reach(layout, frame)
    assert.deepStrictEqual(heard.take(), [span("0.0", 10, 100), span("0.1", 0, 30)])
    assert.deepStrictEqual(heard.take(), [])
    heard.reach(layout, 150)
    assert.deepStrictEqual(heard.take(), [span("0.1", 30, 50)])
  })

  it("is not what a seek passes over", () => {
    const heard = new HeardTracker()
    heard.reach(layout, 10)
    heard.reach(layout, 20)
    heard.reset()
    heard.reach(layout, 150)
    heard.reach(layout, 160)
    heard.reach(layout, 30)
    heard.reach(layout, 35)
    assert.deepStrictEqual(heard.take(), [
      span("0.0", 10, 20),
      span("0.1", 50, 60),
      span("0.0", 30, 35)
    ])
  })

  it("goes on where it was when lines are inserted before it", () => {
    const heard = new HeardTracker()
    heard.reach(layout, 120)
    const later = FrameLayout.make(
      timeline(["0.0", 100], ["a1.0", 50], ["0.1", 100]),
      new FrameStore()
    )
    heard.reach(later, 180)
    assert.deepStrictEqual(heard.take(), [span("0.1", 20, 30)])
  })
})

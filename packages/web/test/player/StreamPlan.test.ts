import { assert, describe, it } from "@effect/vitest"
import { decide, type Situation } from "../../src/player/StreamPlan.ts"

const situation = (change: Partial<Situation>): Situation => ({
  playhead: 0,
  missing: 0,
  stream: undefined,
  end: undefined,
  ...change
})

describe("the stream of sound", () => {
  it("is opened where the first frame is missing", () => {
    assert.deepStrictEqual(decide(situation({ playhead: 50, missing: 70 })), {
      _tag: "Open",
      from: 70
    })
  })

  it("is kept while it brings what is missing", () => {
    assert.deepStrictEqual(decide(situation({ missing: 70, stream: 70 })), { _tag: "Keep" })
  })

  it("is closed when there are more than three minutes ahead, and opened below one and a half", () => {
    assert.deepStrictEqual(decide(situation({ missing: 7501, stream: 7501 })), { _tag: "Close" })
    assert.deepStrictEqual(decide(situation({ playhead: 3000, missing: 7501 })), { _tag: "Keep" })
    assert.deepStrictEqual(decide(situation({ playhead: 3800, missing: 7501 })), {
      _tag: "Open",
      from: 7501
    })
  })

  it("is opened anew when the listener seeks to where it has not been or will be late", () => {
    assert.deepStrictEqual(decide(situation({ playhead: 10, missing: 10, stream: 500 })), {
      _tag: "Open",
      from: 10
    })
    assert.deepStrictEqual(decide(situation({ playhead: 9000, missing: 9000, stream: 500 })), {
      _tag: "Open",
      from: 9000
    })
  })

  it("is let be when it will soon be past what is there already", () => {
    assert.deepStrictEqual(decide(situation({ missing: 1200, stream: 500 })), { _tag: "Keep" })
  })

  it("is not opened when everything to the end is there", () => {
    assert.deepStrictEqual(decide(situation({ missing: 900, end: 900 })), { _tag: "Keep" })
  })
})

import { assert, describe, it } from "@effect/vitest"
import { planStream, type StreamSituation } from "../../src/player/StreamPlan.ts"

const situation = (change: Partial<StreamSituation>): StreamSituation => ({
  playhead: 0,
  firstMissing: 0,
  nextFrame: undefined,
  end: undefined,
  ...change
})

describe("planStream", () => {
  it("opens the stream at the first missing frame", () => {
    assert.deepStrictEqual(planStream(situation({ playhead: 50, firstMissing: 70 })), {
      _tag: "Open",
      from: 70
    })
  })

  it("keeps the stream while it delivers what is missing", () => {
    assert.deepStrictEqual(planStream(situation({ firstMissing: 70, nextFrame: 70 })), {
      _tag: "Keep"
    })
  })

  it("closes the stream above 180 s of lead and opens it below 90 s", () => {
    assert.deepStrictEqual(planStream(situation({ firstMissing: 7501, nextFrame: 7501 })), {
      _tag: "Close"
    })
    assert.deepStrictEqual(planStream(situation({ playhead: 3000, firstMissing: 7501 })), {
      _tag: "Keep"
    })
    assert.deepStrictEqual(planStream(situation({ playhead: 3800, firstMissing: 7501 })), {
      _tag: "Open",
      from: 7501
    })
  })

  it("opens a new stream after a seek to where the open one would be late", () => {
    assert.deepStrictEqual(
      planStream(situation({ playhead: 10, firstMissing: 10, nextFrame: 500 })),
      {
        _tag: "Open",
        from: 10
      }
    )
    assert.deepStrictEqual(
      planStream(situation({ playhead: 9000, firstMissing: 9000, nextFrame: 500 })),
      {
        _tag: "Open",
        from: 9000
      }
    )
  })

  it("keeps a stream that will soon have passed what is already there", () => {
    assert.deepStrictEqual(planStream(situation({ firstMissing: 1200, nextFrame: 500 })), {
      _tag: "Keep"
    })
  })

  it("opens no stream when everything up to the end is there", () => {
    assert.deepStrictEqual(planStream(situation({ firstMissing: 900, end: 900 })), { _tag: "Keep" })
  })
})

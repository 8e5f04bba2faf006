import { assert, describe, it } from "@effect/vitest"
import { narrow, next, type Situation, wide } from "../../src/player/BufferPlan.ts"

const situation = (change: Partial<Situation>): Situation => ({
  playhead: 0,
  buffered: [],
  window: wide,
  end: undefined,
  missing: () => 100_000,
  ...change
})

describe("what is appended next", () => {
  it("starts with what is there, however little that is", () => {
    assert.deepStrictEqual(next(situation({ missing: () => 3 })), {
      _tag: "Append",
      span: { from: 0, to: 3 }
    })
  })

  it("goes on at the edge of what surrounds the playhead, in portions", () => {
    const buffered = [{ from: 0, to: 500 }]
    assert.deepStrictEqual(next(situation({ playhead: 100, buffered })), {
      _tag: "Append",
      span: { from: 500, to: 917 }
    })
  })

  it("starts at the playhead after a seek to where nothing is, and stops at what follows", () => {
    const buffered = [{ from: 1200, to: 2000 }]
    assert.deepStrictEqual(next(situation({ playhead: 1000, buffered })), {
      _tag: "Append",
      span: { from: 1000, to: 1200 }
    })
  })

  it("rests when there are two minutes ahead", () => {
    const buffered = [{ from: 0, to: 5000 }]
    assert.deepStrictEqual(next(situation({ buffered })), { _tag: "Idle" })
  })

  it("rests when nothing new has arrived", () => {
    const buffered = [{ from: 0, to: 40 }]
    assert.deepStrictEqual(next(situation({ buffered, missing: () => 40 })), { _tag: "Idle" })
  })

  it("drops what lies more than a minute behind", () => {
    const buffered = [{ from: 0, to: 9000 }]
    assert.deepStrictEqual(next(situation({ playhead: 4000, buffered })), {
      _tag: "Remove",
      span: { from: 0, to: 1500 }
    })
  })

  it("drops more once the browser has refused to take more", () => {
    const buffered = [{ from: 1500, to: 9000 }]
    assert.deepStrictEqual(next(situation({ playhead: 4000, buffered, window: narrow })), {
      _tag: "Remove",
      span: { from: 0, to: 3583 }
    })
  })

  it("says so when the end of the episode is in the buffer", () => {
    const buffered = [{ from: 0, to: 900 }]
    assert.deepStrictEqual(next(situation({ buffered, end: 900, missing: () => 900 })), {
      _tag: "Finish"
    })
  })
})

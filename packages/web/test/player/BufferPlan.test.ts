import { assert, describe, it } from "@effect/vitest"
import {
  type BufferState,
  normalWindow,
  planBuffer,
  reducedWindow
} from "../../src/player/BufferPlan.ts"

const state = (change: Partial<BufferState>): BufferState => ({
  playhead: 0,
  buffered: [],
  window: normalWindow,
  end: undefined,
  firstMissing: () => 100_000,
  ...change
})

describe("planBuffer", () => {
  it("appends the first frames, however few", () => {
    assert.deepStrictEqual(planBuffer(state({ firstMissing: () => 3 })), {
      _tag: "Append",
      range: { from: 0, to: 3 }
    })
  })

  it("continues at the end of the buffer around the playhead, 10 s at a time", () => {
    const buffered = [{ from: 0, to: 500 }]
    assert.deepStrictEqual(planBuffer(state({ playhead: 100, buffered })), {
      _tag: "Append",
      range: { from: 500, to: 917 }
    })
  })

  it("fills the gap at the playhead after a seek", () => {
    const buffered = [{ from: 1200, to: 2000 }]
    assert.deepStrictEqual(planBuffer(state({ playhead: 1000, buffered })), {
      _tag: "Append",
      range: { from: 1000, to: 1200 }
    })
  })

  it("does nothing with two minutes buffered ahead", () => {
    const buffered = [{ from: 0, to: 5000 }]
    assert.deepStrictEqual(planBuffer(state({ buffered })), { _tag: "None" })
  })

  it("does nothing when no new frames have arrived", () => {
    const buffered = [{ from: 0, to: 40 }]
    assert.deepStrictEqual(planBuffer(state({ buffered, firstMissing: () => 40 })), {
      _tag: "None"
    })
  })

  it("removes what is more than a minute behind the playhead", () => {
    const buffered = [{ from: 0, to: 9000 }]
    assert.deepStrictEqual(planBuffer(state({ playhead: 4000, buffered })), {
      _tag: "Remove",
      range: { from: 0, to: 1500 }
    })
  })

  it("removes more after the quota was exceeded", () => {
    const buffered = [{ from: 1500, to: 9000 }]
    assert.deepStrictEqual(planBuffer(state({ playhead: 4000, buffered, window: reducedWindow })), {
      _tag: "Remove",
      range: { from: 0, to: 3583 }
    })
  })

  it("ends the stream when the end of the episode is buffered", () => {
    const buffered = [{ from: 0, to: 900 }]
    assert.deepStrictEqual(planBuffer(state({ buffered, end: 900, firstMissing: () => 900 })), {
      _tag: "EndOfStream"
    })
  })
})

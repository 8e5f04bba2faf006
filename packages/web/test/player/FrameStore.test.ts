import { LineId } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { FrameStore } from "../../src/player/FrameStore.ts"
import { chunk, frameNames } from "./AudioFixtures.ts"

const line = LineId.make("0.0")

describe("FrameStore", () => {
  it("keeps the frames of a line in order, whichever came first", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 5, 5))
    store.add(chunk("0.0", 0, 5))
    assert.deepStrictEqual(frameNames(store.bytes(line)), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it("takes nothing twice that was sent again after a reconnect", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 4))
    store.add(chunk("0.0", 8, 2))
    store.add(chunk("0.0", 2, 10, true))
    assert.deepStrictEqual(
      frameNames(store.bytes(line)),
      Array.from({ length: 12 }, (_, frame) => frame)
    )
    assert.strictEqual(store.total(line), 12)
  })

  it("finds the first frame that is missing", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 4))
    store.add(chunk("0.0", 8, 2))
    assert.strictEqual(store.missing(line, 0), 4)
    assert.strictEqual(store.missing(line, 5), 5)
    assert.strictEqual(store.missing(line, 9), 10)
  })

  it("knows how long a line is once it has ended, even by an empty chunk", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 4))
    assert.strictEqual(store.total(line), undefined)
    store.add(chunk("0.0", 4, 0, true))
    assert.strictEqual(store.total(line), 4)
  })

  it("reads across the pieces in which a span arrived", () => {
    const store = new FrameStore()
    for (const frame of [0, 2, 4]) store.add(chunk("0.0", frame, 2))
    const parts = store.read(line, { from: 1, to: 5 })
    assert.deepStrictEqual(parts.flatMap(frameNames), [1, 2, 3, 4])
  })
})

import { LineId } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { FrameStore } from "../../src/player/FrameStore.ts"
import { chunk, frameNumbers } from "./AudioFixtures.ts"

const line = LineId.make("0.0")

describe("FrameStore", () => {
  it("orders the frames of a line, whichever arrive first", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 5, 5))
    store.add(chunk("0.0", 0, 5))
    assert.deepStrictEqual(frameNumbers(store.bytes(line)), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it("ignores frames that arrive again after a reconnect", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 4))
    store.add(chunk("0.0", 8, 2))
    store.add(chunk("0.0", 2, 10, true))
    assert.deepStrictEqual(
      frameNumbers(store.bytes(line)),
      Array.from({ length: 12 }, (_, frame) => frame)
    )
    assert.strictEqual(store.length(line), 12)
  })

  it("finds the first missing frame", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 4))
    store.add(chunk("0.0", 8, 2))
    assert.strictEqual(store.firstMissing(line, 0), 4)
    assert.strictEqual(store.firstMissing(line, 5), 5)
    assert.strictEqual(store.firstMissing(line, 9), 10)
  })

  it("knows the length of a line once it has ended, even with an empty chunk", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 4))
    assert.strictEqual(store.length(line), undefined)
    store.add(chunk("0.0", 4, 0, true))
    assert.strictEqual(store.length(line), 4)
  })

  it("reads a range across the pieces in which it arrived", () => {
    const store = new FrameStore()
    for (const frame of [0, 2, 4]) store.add(chunk("0.0", frame, 2))
    const parts = store.read(line, { from: 1, to: 5 })
    assert.deepStrictEqual(parts.flatMap(frameNumbers), [1, 2, 3, 4])
  })
})

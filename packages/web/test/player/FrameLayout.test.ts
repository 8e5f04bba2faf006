import { Cursor, empty, LineId } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { FrameStore } from "../../src/player/FrameStore.ts"
import * as FrameLayout from "../../src/player/FrameLayout.ts"
import { chunk, frameNumbers, timeline, without } from "./AudioFixtures.ts"

const cursor = (line: string, frame: number) => new Cursor({ line: LineId.make(line), frame })

describe("FrameLayout", () => {
  it("includes lines that only their audio has announced", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 10, true))
    store.add(chunk("0.1", 0, 3))
    const layout = FrameLayout.make(empty, store)
    assert.deepStrictEqual(
      layout.map(({ finished, frames, start }) => [start, frames, finished]),
      [
        [0, 10, true],
        [10, 3, false]
      ]
    )
    assert.strictEqual(FrameLayout.firstMissing(layout, store, 0), 13)
  })

  it("puts a line that only its audio has announced after the one that it follows", () => {
    const store = new FrameStore()
    for (const line of ["0.0", "0.1"]) store.add(chunk(line, 0, 10, true))
    store.add(chunk("a1.0", 0, 3, false, "0.0"))
    store.add(chunk("0.2", 0, 3, false, "0.1"))
    const layout = FrameLayout.make(timeline(["0.0", 10], ["0.1", 10]), store)
    assert.deepStrictEqual(
      layout.map(({ line }) => String(line)),
      ["0.0", "a1.0", "0.1", "0.2"]
    )
  })

  it("takes lengths from the timeline where the audio is missing", () => {
    const store = new FrameStore()
    store.add(chunk("1.0", 5, 5))
    const layout = FrameLayout.make(timeline(["0.0", 100], ["1.0", 50], ["1.1"]), store)
    assert.strictEqual(FrameLayout.length(layout), 150)
    assert.strictEqual(FrameLayout.firstMissing(layout, store, 0), 0)
    assert.strictEqual(FrameLayout.firstMissing(layout, store, 105), 110)
  })

  it("leaves out a line that the timeline has dropped", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 10, true))
    store.add(chunk("0.1", 0, 5))
    store.add(chunk("0.2", 0, 7))
    const layout = FrameLayout.make(without(timeline(["0.0", 10], ["0.2"]), "0.1"), store)
    assert.deepStrictEqual(
      layout.map(({ line }) => line),
      ["0.0", "0.2"].map((id) => LineId.make(id))
    )
  })

  it("converts a frame to a cursor and back", () => {
    const layout = FrameLayout.make(timeline(["0.0", 100], ["1.0", 50]), new FrameStore())
    assert.deepStrictEqual(FrameLayout.cursorAt(layout, 120), cursor("1.0", 20))
    assert.strictEqual(FrameLayout.frameAt(layout, cursor("1.0", 20)), 120)
    assert.deepStrictEqual(FrameLayout.cursorAt(layout, 150), cursor("1.0", 50))
    assert.strictEqual(FrameLayout.frameAt(layout, cursor("7.0", 0)), undefined)
  })

  it("reads a range across lines", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 4, true))
    store.add(chunk("0.1", 0, 4, true))
    const layout = FrameLayout.make(timeline(["0.0", 4], ["0.1", 4]), store)
    const bytes = FrameLayout.read(layout, store, { from: 2, to: 7 })
    assert.deepStrictEqual(frameNumbers(bytes), [2, 3, 0, 1, 2])
  })
})

import { Cursor, empty, LineId } from "@aethercast/domain/Timeline"
import { assert, describe, it } from "@effect/vitest"
import { FrameStore } from "../../src/player/FrameStore.ts"
import * as Track from "../../src/player/FrameLayout.ts"
import { chunk, frameNames, timeline } from "./AudioFixtures.ts"

const cursor = (line: string, frame: number) => new Cursor({ line: LineId.make(line), frame })

describe("Track", () => {
  it("lays out lines that only their sound has told of yet", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 10, true))
    store.add(chunk("0.1", 0, 3))
    const track = Track.lay(empty, store)
    assert.deepStrictEqual(
      track.map(({ finished, frames, start }) => [start, frames, finished]),
      [
        [0, 10, true],
        [10, 3, false]
      ]
    )
    assert.strictEqual(Track.missing(track, store, 0), 13)
  })

  it("takes lengths from the timeline where the sound is not here", () => {
    const store = new FrameStore()
    store.add(chunk("1.0", 5, 5))
    const track = Track.lay(timeline(["0.0", 100], ["1.0", 50], ["1.1"]), store)
    assert.strictEqual(Track.length(track), 150)
    assert.strictEqual(Track.missing(track, store, 0), 0)
    assert.strictEqual(Track.missing(track, store, 105), 110)
  })

  it("leaves out a line that only the sound knows and that others have followed", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 10, true))
    store.add(chunk("0.1", 0, 5))
    store.add(chunk("0.2", 0, 7))
    const track = Track.lay(timeline(["0.0", 10], ["0.2"]), store)
    assert.deepStrictEqual(
      track.map(({ line }) => line),
      ["0.0", "0.2"].map((id) => LineId.make(id))
    )
  })

  it("names a moment by line and frame, and finds it again", () => {
    const track = Track.lay(timeline(["0.0", 100], ["1.0", 50]), new FrameStore())
    assert.deepStrictEqual(Track.cursorAt(track, 120), cursor("1.0", 20))
    assert.strictEqual(Track.frameOf(track, cursor("1.0", 20)), 120)
    assert.deepStrictEqual(Track.cursorAt(track, 150), cursor("1.0", 50))
    assert.strictEqual(Track.frameOf(track, cursor("7.0", 0)), undefined)
  })

  it("reads across the joins of lines without a gap", () => {
    const store = new FrameStore()
    store.add(chunk("0.0", 0, 4, true))
    store.add(chunk("0.1", 0, 4, true))
    const track = Track.lay(timeline(["0.0", 4], ["0.1", 4]), store)
    const bytes = Track.read(track, store, { from: 2, to: 7 })
    assert.deepStrictEqual(frameNames(bytes), [2, 3, 0, 1, 2])
  })

  it("counts 24 ms for a frame", () => {
    assert.strictEqual(Track.toFrames(12), 500)
    assert.strictEqual(Track.toSeconds(500), 12)
    assert.strictEqual(Track.toFrames(0.0239), 0)
  })
})

import { assert, describe, it } from "@effect/vitest"
import { initSegment, mediaSegment } from "../../src/player/FragmentedMp4.ts"

describe("a fragmented MP4", () => {
  it("consists of boxes that fill their segment", () => {
    assert.deepStrictEqual(boxes(initSegment()), ["ftyp", "moov"])
    assert.deepStrictEqual(boxes(mediaSegment(new Uint8Array(192 * 3), 0)), ["moof", "mdat"])
  })

  it("has its frames at the data offset", () => {
    const frames = new Uint8Array(192 * 3).fill(7)
    const segment = mediaSegment(frames, 5)
    const view = new DataView(segment.buffer)
    const offset = view.getUint32(view.getUint32(0) - 4)
    assert.deepStrictEqual(segment.slice(offset), frames)
  })

  it("has decode times beyond 32 bits", () => {
    const first = 5_000_000
    const segment = mediaSegment(new Uint8Array(192), first)
    const at = text(segment).indexOf("tfdt") + 8
    const view = new DataView(segment.buffer)
    assert.strictEqual(view.getBigUint64(at), BigInt(first) * 1152n)
  })
})

const text = (bytes: Uint8Array) => String.fromCharCode(...bytes)

const boxes = (segment: Uint8Array<ArrayBuffer>): ReadonlyArray<string> => {
  const view = new DataView(segment.buffer)
  const names: Array<string> = []
  for (let at = 0; at < segment.length; at += view.getUint32(at)) {
    names.push(text(segment.subarray(at + 4, at + 8)))
  }
  return names
}

import { assert, describe, it } from "@effect/vitest"
import { fragment, header } from "../../src/player/FragmentedMp4.ts"

describe("frames in fragmented MP4", () => {
  it("stand in boxes that fill their segment", () => {
    assert.deepStrictEqual(boxes(header()), ["ftyp", "moov"])
    assert.deepStrictEqual(boxes(fragment(new Uint8Array(192 * 3), 0)), ["moof", "mdat"])
  })

  it("start where their offset says", () => {
    const frames = new Uint8Array(192 * 3).fill(7)
    const segment = fragment(frames, 5)
    const view = new DataView(segment.buffer)
    const offset = view.getUint32(view.getUint32(0) - 4)
    assert.deepStrictEqual(segment.slice(offset), frames)
  })

  it("carry their time in samples, also beyond 32 bits", () => {
    const first = 5_000_000
    const segment = fragment(new Uint8Array(192), first)
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

import { assert, describe, it } from "@effect/vitest"
import { tag } from "../../src/http/Id3.ts"

/** The frames of a tag by their ids, read as the standard says. */
const framesOf = (bytes: Uint8Array) => {
  const buffer = Buffer.from(bytes)
  const frames: Array<readonly [id: string, body: Buffer]> = []
  for (let at = 0; at < buffer.length;) {
    const size = buffer.readUInt32BE(at + 4)
    frames.push([buffer.toString("latin1", at, at + 4), buffer.subarray(at + 10, at + 10 + size)])
    at += 10 + size
  }
  return frames
}

const wide = (body: Buffer, from: number) => body.toString("utf16le", from + 2)

describe("the tag of an MP3 file", () => {
  const cover = { mediaType: "image/png", bytes: new Uint8Array([1, 2, 3]) }
  const bytes = Buffer.from(
    tag({
      title: "Tides 潮汐",
      description: "Why the sea rises.",
      chapters: [
        { startTime: 0, endTime: 1.5, title: "Opening" },
        { startTime: 1.5, endTime: 60.024, title: "The moon" }
      ],
      cover
    })
  )
  const frames = framesOf(bytes.subarray(10))
  const body = (id: string) => frames.find(([name]) => name === id)?.[1] ?? Buffer.alloc(0)

  it("has its length in its header", () => {
    assert.strictEqual(bytes.toString("latin1", 0, 3), "ID3")
    assert.deepStrictEqual([...bytes.subarray(3, 6)], [3, 0, 0])
    const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(6, 10)
    assert.strictEqual(((a * 128 + b) * 128 + c) * 128 + d, bytes.length - 10)
  })

  it("has the title in any script, and the cover", () => {
    assert.strictEqual(wide(body("TIT2"), 1), "Tides 潮汐")
    const picture = body("APIC")
    assert.include(picture.toString("latin1"), "image/png\0\u0003\0")
    assert.deepStrictEqual([...picture.subarray(-3)], [1, 2, 3])
  })

  it("has the chapters in a table of contents", () => {
    assert.strictEqual(body("CTOC").toString("latin1"), "toc\0\u0003\u0002ch0\0ch1\0")
    const chapters = frames.filter(([id]) => id === "CHAP").map(([, chapter]) => chapter)
    assert.deepStrictEqual(
      chapters.map((chapter) => [
        chapter.toString("latin1", 0, 3),
        chapter.readUInt32BE(4),
        chapter.readUInt32BE(8),
        wide(framesOf(chapter.subarray(20))[0]?.[1] ?? Buffer.alloc(0), 1)
      ]),
      [
        ["ch0", 0, 1500, "Opening"],
        ["ch1", 1500, 60_024, "The moon"]
      ]
    )
  })
})

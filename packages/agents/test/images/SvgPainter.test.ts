import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { inflateSync } from "node:zlib"
import { CoverPainter, CoverRequest } from "../../src/images/CoverPainter.ts"
import * as SvgPainter from "../../src/images/SvgPainter.ts"

const request = (id: string, pixels: 512 | 1400 = 512) =>
  new CoverRequest({ id, title: "Sleep and memory", prompt: "", tags: ["health"], pixels })

/** Size of a PNG of four channels of 8 bits; its image data must inflate to exactly that size. */
const decode = (bytes: Uint8Array) => {
  const png = Buffer.from(bytes)
  assert.strictEqual(png.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n")
  const data: Array<Buffer> = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const type = png.subarray(at + 4, at + 8).toString("latin1")
    if (type === "IDAT") data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  assert.strictEqual(inflateSync(Buffer.concat(data)).length, height * (1 + width * 4))
  return { width, height }
}

layer(SvgPainter.layer)("SvgPainter", (it) => {
  it.effect("a cover is a square PNG of the size asked for", () =>
    Effect.gen(function* () {
      const painter = yield* CoverPainter
      for (const pixels of [512, 1400] as const) {
        const cover = yield* painter.paint(request("sleep", pixels))
        assert.strictEqual(cover.mediaType, "image/png")
        assert.deepStrictEqual(decode(cover.bytes), { width: pixels, height: pixels })
        assert.deepStrictEqual([cover.width, cover.height], [pixels, pixels])
        assert.isNotEmpty(cover.alt)
      }
    })
  )

  it.effect("equal ids give equal bytes, different ids different ones", () =>
    Effect.gen(function* () {
      const painter = yield* CoverPainter
      const [one, again, other] = yield* Effect.forEach(["a", "a", "b"], (id) =>
        painter.paint(request(id))
      )
      assert.deepStrictEqual(one?.bytes, again?.bytes)
      assert.notDeepEqual(one?.bytes, other?.bytes)
    })
  )

  it.effect("a cover for a card is smaller than 64 KB", () =>
    Effect.gen(function* () {
      const painter = yield* CoverPainter
      const covers = yield* Effect.forEach(
        Array.from({ length: 40 }, (_, i) => `episode-${i}`),
        (id) =>
          painter.paint(new CoverRequest({ id, title: "", prompt: "", tags: [], pixels: 512 }))
      )
      assert.isBelow(Math.max(...covers.map(({ bytes }) => bytes.length)), 64 * 1024)
    })
  )
})

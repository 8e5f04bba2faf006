import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Mp3 from "@aethercast/agents/voice/Mp3"
import { frameAt, frames } from "@aethercast/agents/voice/Mp3Frames"

const makeEncoder = Effect.promise(Mp3.load())

const noise = Float32Array.from({ length: 48_000 }, (_, index) => Math.sin(index * index) / 4)

const clip = (encoder: Mp3.Mp3Encoder, block: number) => {
  const parts: Array<Uint8Array> = []
  for (let start = 0; start < noise.length; start += block) {
    parts.push(encoder.encode(noise.subarray(start, start + block)))
  }
  parts.push(encoder.finish())
  encoder.reset()
  return parts
}

const header = (...bytes: ReadonlyArray<number>) => Uint8Array.of(...bytes, ...Array(2000).fill(0))

describe("Mp3", () => {
  it.effect("encodes whole frames of 192 bytes at 48 kHz, mono, 64 kbit/s", () =>
    Effect.gen(function* () {
      const parts = clip(yield* makeEncoder, 5000)
      assert.isTrue(parts.every((part) => part.length % 192 === 0))
      const all = frames(Buffer.concat(parts))
      assert.strictEqual(all.length * 192, Buffer.concat(parts).length)
      for (const frame of all) {
        assert.deepInclude(frame, { bytes: 192, sampleRate: 48_000, bitrate: 64_000, channels: 1 })
      }
    })
  )

  it.effect("encodes the same bytes in blocks of any length, and after an abandoned clip", () =>
    Effect.gen(function* () {
      const encoder = yield* makeEncoder
      const first = Buffer.concat(clip(encoder, 5760))
      encoder.encode(noise.subarray(0, 20_000))
      encoder.reset()
      assert.deepStrictEqual(Buffer.concat(clip(encoder, 1000)), first)
      assert.deepStrictEqual(Buffer.concat(clip(yield* makeEncoder, 48_000)), first)
    })
  )

  it.effect("starts every clip with a frame that can be decoded independently", () =>
    Effect.gen(function* () {
      const encoder = yield* makeEncoder
      for (const part of [clip(encoder, 5760), clip(encoder, 5760)]) {
        const all = frames(Buffer.concat(part))
        assert.strictEqual(all[0]?.mainDataBegin, 0)
        assert.isTrue(all.some((frame) => frame.mainDataBegin > 0))
      }
    })
  )
})

describe("Mp3Frames", () => {
  it("reads rate, bitrate, channels and padding", () => {
    assert.deepInclude(frameAt(header(0xff, 0xfb, 0x92, 0x00), 0), {
      bytes: 418,
      sampleRate: 44_100,
      bitrate: 128_000,
      channels: 2
    })
  })

  it("reads where the main data of a frame begins, also after a checksum", () => {
    assert.strictEqual(frameAt(header(0xff, 0xfb, 0x54, 0xc0, 0x81, 0x80), 0)?.mainDataBegin, 0x103)
    assert.strictEqual(
      frameAt(header(0xff, 0xfa, 0x54, 0xc0, 0, 0, 0x81, 0x80), 0)?.mainDataBegin,
      0x103
    )
  })

  it("finds no frame in other bytes, in another layer, or in half a frame", () => {
    assert.isUndefined(frameAt(header(0x49, 0x44, 0x33, 0x04), 0))
    assert.isUndefined(frameAt(header(0xff, 0xf3, 0x54, 0xc0), 0))
    assert.isUndefined(frameAt(header(0xff, 0xfb, 0x04, 0xc0), 0))
    assert.isUndefined(frameAt(header(0xff, 0xfb, 0x54, 0xc0).subarray(0, 191), 0))
  })
})

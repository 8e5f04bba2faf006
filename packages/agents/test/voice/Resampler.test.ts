import { assert, describe, it } from "@effect/vitest"
import { resampler } from "@aethercast/agents/voice/Resampler"

const tone = (hertz: number, rate: number, seconds: number) =>
  Float32Array.from({ length: rate * seconds }, (_, index) =>
    Math.sin((2 * Math.PI * hertz * index) / rate)
  )

const converted = (samples: Float32Array, from: number, to: number, block = 5760) =>
  Float32Array.from([...resampler(from, to)(samples, block)].flatMap((part) => [...part]))

const decibels = (ratio: number) => 20 * Math.log10(ratio)

const rms = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

describe("Resampler", () => {
  for (const [from, to] of [
    [16_000, 48_000],
    [22_050, 48_000],
    [24_000, 48_000],
    [44_100, 48_000],
    [48_000, 16_000]
  ] as const) {
    it(`keeps phase and shape of a tone from ${from} to ${to} Hz`, () => {
      const hertz = 0.35 * Math.min(from, to)
      const result = converted(tone(hertz, from, 0.2), from, to)
      assert.strictEqual(result.length, 0.2 * to)
      const wanted = tone(hertz, to, 0.2)
      // The samples at both ends lack neighbours.
      const middle = result.subarray(400, -400)
      const error = middle.map((sample, index) => sample - (wanted[index + 400] ?? 0))
      assert.isBelow(decibels(rms(error) / rms(middle)), -60)
    })
  }

  it("removes frequencies above the lower half rate", () => {
    const result = converted(tone(11_000, 48_000, 0.2), 48_000, 16_000)
    assert.isBelow(decibels(rms(result.subarray(200, -200))), -65)
  })

  it("gives the same samples in blocks of any length", () => {
    const samples = tone(440, 16_000, 0.1)
    assert.deepStrictEqual(
      converted(samples, 16_000, 48_000, 7),
      converted(samples, 16_000, 48_000)
    )
  })
})

import { assert, describe, it } from "@effect/vitest"
import { limit, truePeak } from "@aethercast/agents/voice/Limiter"

/** A tone at a quarter of the sample rate whose peaks lie between the samples, 3 dB above them. */
const hidden = (level: number) =>
  Float32Array.from(
    { length: 4800 },
    (_, index) => level * Math.sin((Math.PI / 2) * index + Math.PI / 4)
  )

describe("Limiter", () => {
  it("measures peaks between the samples", () => {
    assert.approximately(truePeak(hidden(1)), 1, 0.02)
    assert.approximately(
      hidden(1).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0),
      Math.SQRT1_2,
      1e-6
    )
  })

  it("keeps the true peak below the ceiling", () => {
    const bursts = hidden(0.9).map((sample, index) => (index % 1600 < 40 ? sample : sample / 5))
    assert.isAtMost(truePeak(limit(bursts, 48_000, 0.5)), 0.505)
    assert.isAbove(truePeak(limit(bursts, 48_000, 0.5)), 0.45)
  })

  it("does not change samples more than 10 ms away from a peak", () => {
    const samples = hidden(0.3)
    samples.set([0.9, -0.9], 2400)
    const limited = limit(samples, 48_000, 0.5)
    assert.deepStrictEqual(limited.subarray(0, 1900), samples.subarray(0, 1900))
    assert.deepStrictEqual(limited.subarray(2900), samples.subarray(2900))
    assert.isBelow(Math.abs(limited[2350] ?? 1), Math.abs(samples[2350] ?? 0))
  })

  it("returns samples without a peak unchanged", () => {
    const samples = hidden(0.4)
    assert.strictEqual(limit(samples, 48_000, 0.5), samples)
  })
})

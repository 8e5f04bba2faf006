import { mastering } from "@aethercast/agents/voice/Mastering"
import { assert, describe, it } from "@effect/vitest"
import { programmeLoudness, truePeakLevel } from "./Bs1770.ts"

/** Something like speech: a tone with harmonics that swells and fades four times a second. */
const speech = (rate: number, level: number, seconds = 4) =>
  Float32Array.from({ length: rate * seconds }, (_, at) => {
    const time = at / rate
    const swell = Math.max(0.02, Math.sin(Math.PI * 4 * time) ** 2)
    const voice = [1, 2, 3, 5, 8].reduce(
      (sum, harmonic) => sum + Math.sin(2 * Math.PI * 140 * harmonic * time) / harmonic,
      0
    )
    return level * swell * voice
  })

const joined = (blocks: Iterable<Float32Array>) =>
  Float32Array.from([...blocks].flatMap((block) => [...block]))

describe("Mastering", () => {
  for (const rate of [8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]) {
    it(`makes 48 kHz of the common loudness from ${rate} Hz, however loud it was`, () => {
      for (const level of [0.01, 0.4]) {
        const samples = joined(mastering({ rate, equalizer: [] })(speech(rate, level), 0))
        assert.approximately(samples.length / 48_000, 4, 0.1)
        assert.approximately(programmeLoudness(samples), -16, 1)
        assert.isAtMost(truePeakLevel(samples), -1)
      }
    })
  }

  it("raises silence to nothing, and a piece without a loudness to a bounded peak", () => {
    const master = mastering({ rate: 24_000, equalizer: [] })
    assert.lengthOf(joined(master(new Float32Array(24_000), 0)), 0)
    const click = joined(master(speech(24_000, 0.01, 0.2), 0))
    assert.isAtMost(truePeakLevel(click), -1)
  })

  it("ends with the silence that is asked for", () => {
    const master = mastering({ rate: 16_000, equalizer: [], gain: 0 })
    const [none, some] = [0, 500].map((millis) => joined(master(speech(16_000, 0.2), millis)))
    assert.strictEqual((some?.length ?? 0) - (none?.length ?? 0), 24_000)
    assert.isTrue(some?.subarray(-12_000).every((sample) => Math.abs(sample) < 1e-4))
  })
})

import { assert, describe, it } from "@effect/vitest"
import { amplify, factor, integrated } from "@aethercast/agents/voice/Loudness"

const tone = (decibels: number, rate: number, seconds: number) =>
  Float32Array.from(
    { length: rate * seconds },
    (_, index) => factor(decibels) * Math.sin((2 * Math.PI * 997 * index) / rate)
  )

const joined = (...parts: ReadonlyArray<Float32Array>) =>
  Float32Array.from(parts.flatMap((part) => [...part]))

describe("Loudness", () => {
  // BS.1770: a sine of 997 Hz at full scale in one channel measures -3.01 LUFS.
  it("measures the reference tone at any rate", () => {
    for (const rate of [16_000, 44_100, 48_000]) {
      assert.approximately(integrated(tone(-20, rate, 2), rate), -23.01, 0.1)
    }
  })

  it("ignores pauses", () => {
    const speech = tone(-20, 48_000, 4)
    const pause = new Float32Array(48_000 * 4)
    assert.approximately(integrated(joined(speech, pause, speech), 48_000), -23.01, 0.2)
  })

  it("ignores what is 10 LU below the rest", () => {
    const quiet = tone(-40, 48_000, 4)
    assert.approximately(integrated(joined(tone(-20, 48_000, 4), quiet), 48_000), -23.01, 0.3)
  })

  it("changes by the decibels of a gain", () => {
    const samples = tone(-30, 48_000, 1)
    const louder = integrated(amplify(samples, 7), 48_000)
    assert.approximately(louder - integrated(samples, 48_000), 7, 0.01)
  })

  it("is -Infinity for silence and for less than 400 ms", () => {
    assert.strictEqual(integrated(new Float32Array(48_000), 48_000), -Infinity)
    assert.strictEqual(integrated(tone(0, 48_000, 0.3), 48_000), -Infinity)
  })
})

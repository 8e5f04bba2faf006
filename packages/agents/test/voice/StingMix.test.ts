import { frameBytes, secondsToFrames } from "@aethercast/domain/Clip"
import * as Mp3 from "@aethercast/agents/voice/Mp3"
import * as StingMix from "@aethercast/agents/voice/StingMix"
import { closingSting, openingSting } from "@aethercast/agents/voice/StingSound"
import { assert, describe, it } from "@effect/vitest"
import { programmeLoudness, truePeakLevel } from "./Bs1770.ts"

const mixOf = StingMix.load()

/** Chromium plays nothing before it has more than 200 ms; in bytes. */
const playable = (1 + secondsToFrames(0.2)) * frameBytes

/** The share of the energy above some frequency, by a difference filter of first order. */
const brightness = (samples: Float32Array) => {
  const energy = samples.reduce((sum, sample) => sum + sample ** 2, 0)
  const edges = samples.reduce((sum, sample, at) => sum + (sample - (samples[at - 1] ?? 0)) ** 2, 0)
  return edges / energy
}

describe("The stings", () => {
  for (const [name, sting] of [
    ["opening", openingSting()],
    ["closing", closingSting()]
  ] as const) {
    it(`are soft: the ${name} one is below the voices, without clicks, offset or sharpness`, () => {
      assert.isBelow(programmeLoudness(sting), -18)
      assert.isAbove(programmeLoudness(sting), -30)
      assert.isBelow(truePeakLevel(sting), -6)
      assert.isBelow(Math.abs(sting[0] ?? 1), 1e-3)
      assert.isBelow(Math.abs(sting.at(-1) ?? 1), 1e-3)
      assert.isBelow(Math.abs(sting.reduce((sum, sample) => sum + sample, 0) / sting.length), 1e-3)
      assert.isBelow(brightness(sting), 0.05)
    })
  }

  it("let the first word in after 288 ms, and fade below it", () => {
    const mix = mixOf("opening")
    assert.strictEqual(mix.before().length, 12 * 1152)
    const silence = new Float32Array(48_000)
    const under = [mix.with(silence), mix.with(silence), mix.with(silence)]
    const peaks = under.map((block) => block.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0))
    assert.isTrue((peaks[0] ?? 0) > (peaks[1] ?? 0) && (peaks[1] ?? 0) > (peaks[2] ?? 0))
    assert.isBelow(peaks[2] ?? 1, 0.01)
    assert.lengthOf(mix.after(), 0)
  })

  it("fill the time until a provider answers, and begin in the same way", () => {
    const [short, long] = [mixOf("opening").before(), mixOf("long-opening").before()]
    assert.strictEqual(long.length, 25 * 1152)
    assert.deepStrictEqual(long.subarray(0, short.length), short)
  })

  it("are long enough for a browser to begin to play before the first word is made", async () => {
    const encoder = await Mp3.load()()
    assert.isAtLeast(encoder.encode(mixOf("opening").before()).length, playable)
  })

  it("are heard to their end after a short line", () => {
    const mix = mixOf("opening")
    const heard = mix.before().length + mix.with(new Float32Array(4800)).length
    assert.strictEqual(heard + mix.after().length, openingSting().length)
  })

  it("come after the last word of the closing, and not at all in other lines", () => {
    const closing = mixOf("closing")
    const speech = new Float32Array(100).fill(0.1)
    assert.lengthOf(closing.before(), 0)
    assert.strictEqual(closing.with(speech), speech)
    assert.isAbove(closing.after().length, 48_000)
    const none = mixOf(undefined)
    assert.deepStrictEqual([none.before().length, none.after().length], [0, 0])
    assert.strictEqual(none.with(speech), speech)
  })
})

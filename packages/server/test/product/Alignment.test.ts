import { assert, describe, it } from "@effect/vitest"
import { align, type Jump, jumps, sampleRate, worst } from "./Alignment.ts"

const frameSamples = 1152

describe("the audio analysis", () => {
  it("aligns a complete recording, wherever it starts", () => {
    const findings = align(speech, joined(silence(12_345), speech, silence(9600)))
    assert.isAbove(findings.length, 20)
    assert.isAbove(worst(findings), 0.999)
    assert.deepStrictEqual(jumps(findings), [])
    assert.strictEqual(findings[0]?.offset, 12_345)
  })

  it("finds where one frame of 24 ms was lost", () => {
    const cut = 4 * sampleRate
    const recorded = joined(
      silence(500),
      speech.subarray(0, cut),
      speech.subarray(cut + frameSamples),
      silence(9600)
    )
    assertOneJump(jumps(align(speech, recorded)), 4, -frameSamples)
  })

  it("finds where 10 ms of silence were inserted", () => {
    const gap = 3 * sampleRate
    const recorded = joined(
      speech.subarray(0, gap),
      silence(480),
      speech.subarray(gap),
      silence(9600)
    )
    assertOneJump(jumps(align(speech, recorded)), 3, 480)
  })

  it("finds a part that sounds different", () => {
    const recorded = joined(speech, silence(9600))
    recorded.fill(0.1, 2 * sampleRate, 3 * sampleRate)
    assert.isBelow(worst(align(speech, recorded)), 0.5)
  })
})

const assertOneJump = (found: ReadonlyArray<Jump>, seconds: number, samples: number) => {
  assert.strictEqual(found.length, 1)
  assert.strictEqual(found[0]?.samples, samples)
  assert.isAtMost(Math.abs((found[0]?.seconds ?? 0) - seconds), 0.5)
}

const silence = (samples: number) => new Float32Array(samples)

const joined = (...parts: ReadonlyArray<Float32Array>) => {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Eight seconds of noise in syllables of a quarter of a second: as loud and as broken as speech. */
const speech = Float32Array.from({ length: 8 * sampleRate }, (_, index) => {
  const syllable = Math.abs(Math.sin((Math.PI * index * 4) / sampleRate))
  return syllable * 0.3 * noise(index)
})

/** Evenly spread over -1 to 1, the same each time: a multiplicative hash of the index. */
function noise(index: number) {
  const mixed = Math.imul(index ^ (index >>> 15), 0x2c1b3c6d)
  return ((mixed ^ (mixed >>> 12)) >>> 0) / 2 ** 31 - 1
}

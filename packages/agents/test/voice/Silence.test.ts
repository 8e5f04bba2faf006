import { assert, describe, it } from "@effect/vitest"
import { append, trim } from "@aethercast/agents/voice/Silence"

describe("Silence", () => {
  it("is trimmed at both ends, except for a margin", () => {
    const samples = Float32Array.of(0, 0, 0.001, 0.5, 0, -0.5, 0.001, 0, 0)
    assert.deepStrictEqual(trim(samples, 1), samples.subarray(2, 7))
    assert.deepStrictEqual(trim(samples, 100), samples)
  })

  it("is removed entirely when there is no sound", () => {
    assert.strictEqual(trim(new Float32Array(100), 10).length, 0)
  })

  it("is appended", () => {
    assert.deepStrictEqual(append(Float32Array.of(0.5), 2), Float32Array.of(0.5, 0, 0))
  })
})

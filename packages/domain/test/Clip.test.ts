import { framesToSeconds, secondsToFrames } from "@aethercast/domain/Clip"
import { assert, describe, it } from "@effect/vitest"

describe("frames", () => {
  it("last 24 ms each", () => {
    assert.strictEqual(framesToSeconds(500), 12)
    assert.strictEqual(secondsToFrames(12), 500)
  })

  it("are whole: seconds are rounded down", () => {
    assert.strictEqual(secondsToFrames(0.0239), 0)
  })
})

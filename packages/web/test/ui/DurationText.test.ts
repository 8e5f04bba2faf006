import { assert, describe, it } from "@effect/vitest"
import { clockTime, longDuration, shortDuration } from "../../src/ui/DurationText.ts"

describe("a duration", () => {
  it("is written as on a clock", () => {
    assert.deepStrictEqual([0, 7.9, 62, 600, 3723].map(clockTime), [
      "0:00",
      "0:07",
      "1:02",
      "10:00",
      "1:02:03"
    ])
  })

  it("is written in full, in minutes and seconds", () => {
    assert.deepStrictEqual([0, 1, 60, 80, 122].map(longDuration), [
      "0 seconds",
      "1 second",
      "1 minute",
      "1 minute 20 seconds",
      "2 minutes 2 seconds"
    ])
  })

  it("is written in brief, in minutes from 100 seconds on", () => {
    assert.deepStrictEqual([-3, 42.7, 99, 150].map(shortDuration), ["0 s", "42 s", "99 s", "3 min"])
  })
})

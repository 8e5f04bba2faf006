import { assert, describe, it } from "@effect/vitest"
import { brief, clock, many, spoken } from "../../src/ui/DurationText.ts"

describe("time in words", () => {
  it("is read as on a clock", () => {
    assert.deepStrictEqual([0, 7.9, 62, 600, 3723].map(clock), [
      "0:00",
      "0:07",
      "1:02",
      "10:00",
      "1:02:03"
    ])
  })

  it("is said in minutes and seconds", () => {
    assert.deepStrictEqual([0, 1, 60, 80, 122].map(spoken), [
      "0 seconds",
      "1 second",
      "1 minute",
      "1 minute 20 seconds",
      "2 minutes 2 seconds"
    ])
  })

  it("is said in brief, in minutes when it is long", () => {
    assert.deepStrictEqual([-3, 42.7, 99, 150].map(brief), ["0 s", "42 s", "99 s", "3 min"])
  })

  it("takes the plural for all but one", () => {
    assert.deepStrictEqual([many(1, "source"), many(3, "source")], ["1 source", "3 sources"])
  })
})

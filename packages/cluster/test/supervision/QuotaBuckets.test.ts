import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { takeAll } from "../../src/supervision/internal/QuotaBuckets.ts"

const minute = { name: "minute", limit: 4, window: "1 minute" } as const
const hour = { name: "hour", limit: 6, window: "1 hour" } as const

/** Takes at each of the times, one after the other; tells how long each refused one has to wait. */
const takeAt = (quotas: Parameters<typeof takeAll>[0], times: ReadonlyArray<number>) => {
  let fullAt: ReadonlyMap<string, number> = new Map()
  return times.map((now) => {
    const taken = takeAll(quotas, fullAt, now)
    if (Result.isFailure(taken)) return taken.failure
    fullAt = new Map([...fullAt, ...taken.success])
    return "taken"
  })
}

describe("quotas", () => {
  it("allow a burst, and then one use after the other", () => {
    const start = 1_000_000
    assert.deepStrictEqual(
      takeAt(
        [minute],
        [0, 0, 0, 0, 0, 14_999, 15_000, 15_000].map((time) => start + time)
      ),
      [
        "taken",
        "taken",
        "taken",
        "taken",
        { name: "minute", millis: 15_000 },
        { name: "minute", millis: 1 },
        "taken",
        { name: "minute", millis: 15_000 }
      ]
    )
  })

  it("are taken together or not at all; the one with the longest wait is named", () => {
    const times = [0, 0, 0, 0, 0, 60_000, 60_000, 60_000, 61_000]
    assert.deepStrictEqual(takeAt([minute, hour], times), [
      "taken",
      "taken",
      "taken",
      "taken",
      { name: "minute", millis: 15_000 },
      // The refused use was not taken from the hour either: it has two left.
      "taken",
      "taken",
      { name: "hour", millis: 540_000 },
      { name: "hour", millis: 539_000 }
    ])
  })

  it.prop(
    "never allow more than twice the limit in a window",
    [Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20_000 })))],
    ([pauses]) => {
      let now = 0
      const times = pauses.map((pause) => (now += pause))
      const taken = times.filter((_, index) => takeAt([minute], times)[index] === "taken")
      for (const from of taken) {
        assert.isAtMost(taken.filter((time) => time >= from && time < from + 60_000).length, 8)
      }
    }
  )
})

import { oldCopies } from "@aethercast/agents/orchestrator/ListenerMessages"
import { assert, describe, it } from "@effect/vitest"

const hour = 3_600_000

describe("what a listener is told", () => {
  for (const [ageMillis, age] of [
    [60_000, "an hour"],
    [hour, "an hour"],
    [5 * hour, "5 hours"],
    [47 * hour, "47 hours"],
    [72 * hour, "3 days"]
  ] as const) {
    it(`a copy of ${ageMillis} ms is ${age} old`, () => {
      assert.strictEqual(
        oldCopies([{ title: "Tides", ageMillis }]),
        `These sources could not be reached, so earlier copies were read: Tides (${age} old).`
      )
    })
  }
})

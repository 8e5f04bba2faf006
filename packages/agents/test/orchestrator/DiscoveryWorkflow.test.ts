import { slotAt } from "@aethercast/agents/orchestrator/DiscoveryWorkflow"
import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"

describe("the discovery", () => {
  for (const [time, slot] of [
    ["2026-11-27T07:00:00Z", "2026-11-27T07.00"],
    ["2026-11-27T07:29:59Z", "2026-11-27T07.00"],
    ["2026-11-27T07:30:00Z", "2026-11-27T07.30"],
    ["2026-11-27T23:59:59Z", "2026-11-27T23.30"]
  ] as const) {
    it(`at ${time} is the run of ${slot}`, () => {
      assert.strictEqual(slotAt(DateTime.makeUnsafe(time)).slot, slot)
    })
  }
})

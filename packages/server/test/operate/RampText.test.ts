import { Ramp } from "@aethercast/cluster/Ramp"
import { assert, describe, it } from "@effect/vitest"
import * as RampText from "../../src/operate/RampText.ts"

const ramp = new Ramp({ kind: "agent", name: "A", from: 1, to: 2, percent: 10, changedAt: 0 })

describe("RampText", () => {
  it("lists from which version to which each ramp leads", () => {
    assert.deepStrictEqual(RampText.list([ramp])[1]?.split(/ {2,}/), [
      "agent",
      "A",
      "1",
      "2",
      "10",
      "1970-01-01 00:00:00Z"
    ])
  })

  it("says which share each version gets", () => {
    assert.strictEqual(
      RampText.sentence(ramp),
      "Of all new work of the agent A, 10 % goes to version 2 and 90 % to version 1."
    )
  })

  it("is a sentence when there are none", () => {
    assert.match(RampText.list([])[0] ?? "", /^There are no ramps: .*\.$/)
  })
})

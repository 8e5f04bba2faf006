import { leadSeconds, mayContinue, nobody, unheardSeconds } from "@aethercast/agents/episode/Lead"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const Seconds = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 4000 }))
const listening = (furthest: number) => ({ ...nobody, listeners: 1, furthest })

describe("generation", () => {
  it("makes a beginning for nobody, and rests", () => {
    assert.isTrue(mayContinue(0, nobody))
    assert.isTrue(mayContinue(unheardSeconds - 1, nobody))
    assert.isFalse(mayContinue(unheardSeconds, nobody))
  })

  it("stays the lead ahead of the furthest listener", () => {
    assert.isTrue(mayContinue(leadSeconds - 1, listening(0)))
    assert.isFalse(mayContinue(leadSeconds, listening(0)))
    assert.isTrue(mayContinue(leadSeconds, listening(1)))
  })

  it("rests when the last listener has gone, however far they were", () => {
    assert.isFalse(mayContinue(unheardSeconds, { ...nobody, furthest: 1000 }))
  })

  it.prop("makes everything for a download", [Seconds], ([made]) => {
    assert.isTrue(mayContinue(made, { ...nobody, downloads: 1 }))
  })

  it.prop(
    "once it may go on, goes on for a listener who is further",
    [Seconds, Seconds, Seconds],
    ([made, one, other]) => {
      const [near, far] = [Math.min(one, other), Math.max(one, other)]
      assert.isTrue(!mayContinue(made, listening(near)) || mayContinue(made, listening(far)))
    }
  )
})

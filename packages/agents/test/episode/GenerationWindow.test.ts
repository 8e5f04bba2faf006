import {
  type Audience,
  leadSeconds,
  mayContinue,
  nobody,
  unheardSeconds
} from "@aethercast/agents/episode/GenerationWindow"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const Seconds = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 4000 }))
const now = 1_000_000
const listening = (furthest: number, ends = now + 1): Audience => ({
  ...nobody,
  leases: new Map([["someone", ends]]),
  furthest
})
const downloading = (ends = now + 1): Audience => ({
  ...nobody,
  downloads: new Map([["someone", ends]])
})

describe("generation", () => {
  it("makes a beginning for nobody, and rests", () => {
    assert.isTrue(mayContinue(0, nobody, now))
    assert.isTrue(mayContinue(unheardSeconds - 1, nobody, now))
    assert.isFalse(mayContinue(unheardSeconds, nobody, now))
  })

  it("stays the lead ahead of the furthest listener", () => {
    assert.isTrue(mayContinue(leadSeconds - 1, listening(0), now))
    assert.isFalse(mayContinue(leadSeconds, listening(0), now))
    assert.isTrue(mayContinue(leadSeconds, listening(1), now))
  })

  it("rests when the last listener has gone, however far they were", () => {
    assert.isFalse(mayContinue(unheardSeconds, { ...nobody, furthest: 1000 }, now))
    assert.isFalse(mayContinue(unheardSeconds, listening(1000, now), now))
    assert.isFalse(mayContinue(unheardSeconds, downloading(now), now))
  })

  it.prop("makes everything for a download", [Seconds], ([made]) => {
    assert.isTrue(mayContinue(made, downloading(), now))
  })

  it.prop(
    "that may go on may go on for a listener who is further",
    [Seconds, Seconds, Seconds],
    ([made, one, other]) => {
      const [near, far] = [Math.min(one, other), Math.max(one, other)]
      assert.isTrue(
        !mayContinue(made, listening(near), now) || mayContinue(made, listening(far), now)
      )
    }
  )
})

import {
  type Audience,
  crowdedWindowSeconds,
  windowSeconds,
  isOpen,
  noAudience,
  initialSeconds
} from "@aethercast/agents/episode/GenerationWindow"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const Seconds = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 4000 }))
const now = 1_000_000
const listening = (furthest: number, ends = now + 1): Audience => ({
  ...noAudience,
  leases: new Map([["someone", ends]]),
  furthest
})
const downloading = (ends = now + 1): Audience => ({
  ...noAudience,
  downloads: new Map([["someone", ends]])
})

describe("the generation window", () => {
  it("is open for the beginning while nobody listens", () => {
    assert.isTrue(isOpen(0, noAudience, now, false))
    assert.isTrue(isOpen(initialSeconds - 1, noAudience, now, false))
    assert.isFalse(isOpen(initialSeconds, noAudience, now, false))
  })

  it("is open up to two minutes ahead of the furthest listener", () => {
    assert.isTrue(isOpen(windowSeconds - 1, listening(0), now, false))
    assert.isFalse(isOpen(windowSeconds, listening(0), now, false))
    assert.isTrue(isOpen(windowSeconds, listening(1), now, false))
  })

  it("is shorter while other episodes wait for their turn", () => {
    assert.isTrue(isOpen(crowdedWindowSeconds - 1, listening(0), now, true))
    assert.isFalse(isOpen(crowdedWindowSeconds, listening(0), now, true))
    assert.isTrue(isOpen(initialSeconds - 1, noAudience, now, true))
    assert.isFalse(isOpen(initialSeconds, noAudience, now, true))
  })

  it("closes when the last listener has left, however far they were", () => {
    assert.isFalse(isOpen(initialSeconds, { ...noAudience, furthest: 1000 }, now, false))
    assert.isFalse(isOpen(initialSeconds, listening(1000, now), now, false))
    assert.isFalse(isOpen(initialSeconds, downloading(now), now, false))
  })

  it.prop("is always open for a download", [Seconds], ([made]) => {
    assert.isTrue(isOpen(made, downloading(), now, true))
  })

  it.prop(
    "that is open for a listener is open for one who is further",
    [Seconds, Seconds, Seconds],
    ([made, one, other]) => {
      const [near, far] = [Math.min(one, other), Math.max(one, other)]
      assert.isTrue(
        !isOpen(made, listening(near), now, false) || isOpen(made, listening(far), now, false)
      )
    }
  )
})

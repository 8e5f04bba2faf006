import {
  type Audience,
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
    assert.isTrue(isOpen(0, noAudience, now))
    assert.isTrue(isOpen(initialSeconds - 1, noAudience, now))
    assert.isFalse(isOpen(initialSeconds, noAudience, now))
  })

  it("is open up to two minutes ahead of the furthest listener", () => {
    assert.isTrue(isOpen(windowSeconds - 1, listening(0), now))
    assert.isFalse(isOpen(windowSeconds, listening(0), now))
    assert.isTrue(isOpen(windowSeconds, listening(1), now))
  })

  it("closes when the last listener has left, however far they were", () => {
    assert.isFalse(isOpen(initialSeconds, { ...noAudience, furthest: 1000 }, now))
    assert.isFalse(isOpen(initialSeconds, listening(1000, now), now))
    assert.isFalse(isOpen(initialSeconds, downloading(now), now))
  })

  it.prop("is always open for a download", [Seconds], ([made]) => {
    assert.isTrue(isOpen(made, downloading(), now))
  })

  it.prop(
    "that is open for a listener is open for one who is further",
    [Seconds, Seconds, Seconds],
    ([made, one, other]) => {
      const [near, far] = [Math.min(one, other), Math.max(one, other)]
      assert.isTrue(!isOpen(made, listening(near), now) || isOpen(made, listening(far), now))
    }
  )
})

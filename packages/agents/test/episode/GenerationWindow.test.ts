import {
  type Audience,
  crowdedWindowSeconds,
  windowSeconds,
  isOpen,
  noAudience,
  initialSeconds,
  restLimit,
  restsAt
} from "@aethercast/agents/episode/GenerationWindow"
import { Clip, ClipId } from "@aethercast/domain/Clip"
import { empty, LineId, Timeline, TimelineLine } from "@aethercast/domain/Timeline"
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

/** With a line for each of the lengths. */
const timelineOf = (seconds: ReadonlyArray<number>) =>
  new Timeline({
    ...empty,
    lines: seconds.map(
      (length, index) =>
        new TimelineLine({
          id: LineId.make(`0.${index}`),
          chapter: 0,
          speaker: "host",
          text: "Here it comes.",
          passages: [],
          sources: [],
          clip: new Clip({
            id: ClipId.make("c".repeat(64)),
            sha256: "5".repeat(64),
            frames: Math.ceil(length / 0.024)
          })
        })
    )
  })

describe("an episode that rests", () => {
  const durationOf = (audience: Audience, seconds: ReadonlyArray<number>) =>
    restLimit(audience, timelineOf(seconds)).duration

  it("is given up after hours when nobody has heard it", () => {
    assert.strictEqual(durationOf(noAudience, []), "6 hours")
    assert.strictEqual(durationOf(noAudience, [10, 19, 12]), "6 hours")
  })

  it("is kept for its listener, also when the node that knew of one is gone", () => {
    assert.strictEqual(durationOf(listening(3), [10, 19, 12]), "30 days")
    assert.strictEqual(durationOf(downloading(), [10]), "30 days")
    assert.strictEqual(durationOf(noAudience, [10, 20, 12, 5]), "30 days")
  })
})

describe("a run whose window stays closed", () => {
  const closedAt = now

  it("rests soon when nobody listens", () => {
    assert.strictEqual(restsAt(noAudience, closedAt), closedAt + 10_000)
    assert.strictEqual(restsAt(listening(0, closedAt - 1), closedAt), closedAt + 10_000)
  })

  it("keeps its turn while its listener is there, and rests when the lease has ended", () => {
    assert.strictEqual(restsAt(listening(0, closedAt + 50_000), closedAt), closedAt + 50_000)
  })

  it("rests when its listener is there but has not played for two minutes", () => {
    assert.strictEqual(restsAt(listening(0, closedAt + 130_000), closedAt), closedAt + 120_000)
  })
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

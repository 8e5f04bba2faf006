import { assert, describe, it } from "@effect/vitest"
import { DateTime, Schema } from "effect"
import { fromSignals, Taste, TasteSignal } from "../src/Taste.ts"

const now = DateTime.makeUnsafe("2026-11-27T12:00:00Z")
const daysAgo = (days: number) => DateTime.subtract(now, { days })

const thumbUp = (themes: ReadonlyArray<string>, days = 0) =>
  TasteSignal.cases.ThumbUp.make({ themes, givenAt: daysAgo(days) })
const thumbDown = (themes: ReadonlyArray<string>, days = 0) =>
  TasteSignal.cases.ThumbDown.make({ themes, givenAt: daysAgo(days) })
const ordered = (heard: number, days = 1) =>
  TasteSignal.cases.Ordered.make({ themes: ["tides"], heard, givenAt: daysAgo(days) })

const weightOf = (signals: ReadonlyArray<TasteSignal>, theme = "tides"): number =>
  fromSignals(signals, now).find((interest) => interest.theme === theme)?.weight ?? 0

/** Thumbs on a few themes, at ages of up to some months. */
const Signals = Schema.Array(
  Schema.Struct({
    up: Schema.Boolean,
    theme: Schema.Literals(["tides", "moon", "bees", "coffee"]),
    days: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 400 }))
  })
).check(Schema.isMaxLength(60))

const signalsOf = (all: typeof Signals.Type) =>
  all.map(({ days, theme, up }) => (up ? thumbUp([theme], days) : thumbDown([theme], days)))

describe("the taste that follows from signals", () => {
  it("is empty without any", () => {
    assert.deepStrictEqual(fromSignals([], now), [])
  })

  it("names the strongest theme first", () => {
    const taste = fromSignals(
      [thumbUp(["tides", "moon"]), thumbDown(["bees"]), thumbUp(["moon"])],
      now
    )
    assert.strictEqual(taste[0]?.theme, "moon")
    assert.isBelow(weightOf([thumbDown(["tides"])]), 0)
  })

  it("counts a signal half after 30 days, and after a year no more", () => {
    assert.strictEqual(weightOf([thumbUp(["tides"])]), 0.5)
    assert.strictEqual(weightOf([thumbUp(["tides"], 30)]), 0.5 / 1.5)
    assert.deepStrictEqual(fromSignals([thumbUp(["tides"], 365)], now), [])
  })

  it("likes more what was heard to the end, and less what was given up early", () => {
    assert.isAbove(weightOf([ordered(0.9)]), weightOf([ordered(0.5)]))
    assert.isAbove(weightOf([ordered(0.5)]), 0)
    assert.isBelow(weightOf([ordered(0.05)]), 0)
  })

  it("does not take an episode that was only just ordered as given up", () => {
    assert.isAbove(weightOf([ordered(0, 0)]), 0)
  })

  it.prop("is within its bounds, each theme once", [Signals], ([all]) => {
    const taste = fromSignals(signalsOf(all), now)
    assert.isTrue(Schema.is(Taste)(taste))
    assert.strictEqual(new Set(taste.map(({ theme }) => theme)).size, taste.length)
  })

  it.prop("does not depend on the order of the signals", [Signals], ([all]) => {
    const there = signalsOf(all)
    for (const theme of ["tides", "moon", "bees", "coffee"]) {
      assert.approximately(weightOf(there, theme), weightOf(there.toReversed(), theme), 0.021)
    }
  })

  it.prop(
    "likes a theme more after a thumb up, and less after a thumb down",
    [Signals],
    ([all]) => {
      const before = signalsOf(all)
      assert.isAtLeast(weightOf([...before, thumbUp(["tides"])]), weightOf(before))
      assert.isAtMost(weightOf([...before, thumbDown(["tides"])]), weightOf(before))
    }
  )
})

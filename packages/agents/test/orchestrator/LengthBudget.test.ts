import * as LengthBudget from "@aethercast/agents/orchestrator/LengthBudget"
import { SegmentPlan } from "@aethercast/domain/Script"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Schema } from "effect"

const plan = (seconds: number) => new SegmentPlan({ title: "A part", passages: [], seconds })

/** The length that comes out when each part lasts `factor` times what was estimated. */
const deliver = (asked: number, plans: ReadonlyArray<number>, factors: ReadonlyArray<number>) => {
  const opening = LengthBudget.openingSeconds(asked)
  let budget = LengthBudget.woven(opening)(LengthBudget.start(asked))
  let heard = opening
  let waiting: { readonly estimate: number; readonly takes: number } | undefined
  budget = LengthBudget.spoken(opening, opening)(budget)
  const segments = plans.map(plan)
  for (const index of segments.keys()) {
    const estimate = LengthBudget.allow(budget, segments.slice(index))
    if (estimate === undefined) break
    budget = LengthBudget.woven(estimate)(budget)
    // A part is spoken while the next one is written.
    if (waiting !== undefined) {
      budget = LengthBudget.spoken(waiting.estimate, waiting.takes)(budget)
      heard += waiting.takes
    }
    waiting = { estimate, takes: estimate * (factors[index % factors.length] ?? 1) }
  }
  return heard + (waiting?.takes ?? 0) + LengthBudget.closingSeconds(asked)
}

const Asked = Schema.Int.check(Schema.isBetween({ minimum: 60, maximum: 1800 }))
const Factor = Schema.Finite.check(Schema.isBetween({ minimum: 0.9, maximum: 1.1 }))
const Seconds = Schema.Finite.check(Schema.isBetween({ minimum: 20, maximum: 60 }))
const many = <A>(schema: Schema.Schema<A>, options: { minLength: number; maxLength: number }) =>
  Arbitrary.array(Arbitrary.schema(schema), options)

describe("the length budget", () => {
  it.prop(
    "delivers the length within a tenth though every estimate is off by up to a tenth",
    [
      Asked,
      many(Seconds, { minLength: 3, maxLength: 12 }),
      many(Factor, { minLength: 1, maxLength: 12 })
    ],
    ([asked, plans, factors]) => {
      const off = Math.abs(deliver(asked, plans, factors) - asked) / asked
      assert.isAtMost(off, 0.1)
    }
  )

  it("shares what is left by the plans of all that are left", () => {
    const budget = LengthBudget.spoken(20, 20)(LengthBudget.start(132))
    assert.strictEqual(LengthBudget.allow(budget, [plan(60), plan(30), plan(10)]), 60)
    assert.strictEqual(LengthBudget.allow(budget, [plan(10), plan(40)]), 20)
  })

  it("counts a part by its estimate until it is heard, and then by what it took", () => {
    const written = LengthBudget.woven(30)(LengthBudget.start(100))
    assert.strictEqual(LengthBudget.bodySeconds(written), 58)
    assert.strictEqual(LengthBudget.bodySeconds(LengthBudget.spoken(30, 40)(written)), 48)
  })

  it("leaves the last chapters out rather than rush all of them", () => {
    const plans = [20, 44, 40, 20, 20].map(plan)
    assert.strictEqual(LengthBudget.allow(LengthBudget.start(42), plans), (30 * 20) / 104)
  })

  it("allows nothing where nothing is left, of the time or of the plans", () => {
    const used = LengthBudget.spoken(0, 84)(LengthBudget.start(100))
    assert.strictEqual(LengthBudget.allow(used, [plan(30)]), undefined)
    assert.strictEqual(LengthBudget.allow(LengthBudget.start(1000), []), undefined)
  })

  it("closes in 12 seconds, and in 18 from three minutes on", () => {
    assert.deepStrictEqual([30, 179, 180].map(LengthBudget.closingSeconds), [12, 12, 18])
  })

  it("opens with a fifth of the episode, 6 to 20 seconds", () => {
    assert.deepStrictEqual([30, 60, 100, 1800].map(LengthBudget.openingSeconds), [6, 12, 20, 20])
  })
})

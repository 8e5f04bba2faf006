import * as LengthBudget from "@aethercast/agents/orchestrator/LengthBudget"
import { SegmentPlan } from "@aethercast/domain/Script"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Schema } from "effect"

const plan = (seconds: number) => new SegmentPlan({ title: "A chapter", passages: [], seconds })

/** The length of an episode whose chapters last `factors` times their estimates. */
const deliver = (
  requested: number,
  plans: ReadonlyArray<number>,
  factors: ReadonlyArray<number>
) => {
  const opening = LengthBudget.openingSeconds(requested)
  let budget = LengthBudget.addWritten(LengthBudget.start(requested), opening)
  let spoken = opening
  let unspoken: { readonly estimated: number; readonly actual: number } | undefined
  budget = LengthBudget.addSpoken(budget, { estimated: opening, actual: opening })
  const segments = plans.map(plan)
  for (const index of segments.keys()) {
    const estimated = LengthBudget.allowance(budget, segments.slice(index))
    if (estimated === undefined) break
    budget = LengthBudget.addWritten(budget, estimated)
    // A chapter is spoken while the next one is written.
    if (unspoken !== undefined) {
      budget = LengthBudget.addSpoken(budget, unspoken)
      spoken += unspoken.actual
    }
    unspoken = { estimated, actual: estimated * (factors[index % factors.length] ?? 1) }
  }
  return spoken + (unspoken?.actual ?? 0) + LengthBudget.closingSeconds(requested)
}

const Requested = Schema.Int.check(Schema.isBetween({ minimum: 60, maximum: 1800 }))
const Factor = Schema.Finite.check(Schema.isBetween({ minimum: 0.9, maximum: 1.1 }))
const Seconds = Schema.Finite.check(Schema.isBetween({ minimum: 20, maximum: 60 }))
const many = <A>(schema: Schema.Schema<A>, options: { minLength: number; maxLength: number }) =>
  Arbitrary.array(Arbitrary.schema(schema), options)

describe("the length budget", () => {
  it.prop(
    "delivers the length within 10 % when every estimate is off by up to 10 %",
    [
      Requested,
      many(Seconds, { minLength: 3, maxLength: 12 }),
      many(Factor, { minLength: 1, maxLength: 12 })
    ],
    ([requested, plans, factors]) => {
      const off = Math.abs(deliver(requested, plans, factors) - requested) / requested
      assert.isAtMost(off, 0.1)
    }
  )

  it("does not count on a last chapter that those before it may leave no time for", () => {
    const off = Math.abs(deliver(62, [50.7, 58.9, 20], [1.1, 0.9, 0.9]) - 62) / 62
    assert.isAtMost(off, 0.1)
  })

  it("divides the remaining time in proportion to the remaining plans", () => {
    const budget = LengthBudget.addSpoken(LengthBudget.start(129), { estimated: 20, actual: 20 })
    assert.strictEqual(LengthBudget.allowance(budget, [plan(60), plan(30), plan(10)]), 60)
    assert.strictEqual(LengthBudget.allowance(budget, [plan(10), plan(40)]), 20)
  })

  it("counts a chapter by its estimate until it is spoken, then by its actual length", () => {
    const written = LengthBudget.addWritten(LengthBudget.start(97), 30)
    assert.strictEqual(LengthBudget.bodySeconds(written), 58)
    const spoken = LengthBudget.addSpoken(written, { estimated: 30, actual: 40 })
    assert.strictEqual(LengthBudget.bodySeconds(spoken), 48)
  })

  it("drops the last chapters instead of making all of them too short", () => {
    const plans = [20, 44, 40, 20, 20].map(plan)
    assert.strictEqual(LengthBudget.allowance(LengthBudget.start(37), plans), (30 * 20) / 104)
  })

  it("allows nothing without remaining time or plans", () => {
    const used = LengthBudget.addSpoken(LengthBudget.start(97), { estimated: 0, actual: 84 })
    assert.strictEqual(LengthBudget.allowance(used, [plan(30)]), undefined)
    assert.strictEqual(LengthBudget.allowance(LengthBudget.start(1000), []), undefined)
  })

  it("reserves 12 seconds for the closing, and 18 from three minutes on", () => {
    assert.deepStrictEqual([30, 89, 90, 180].map(LengthBudget.closingSeconds), [7, 7, 9, 12])
  })

  it("gives the opening a fifth of the episode, 6 to 20 seconds", () => {
    assert.deepStrictEqual([30, 60, 100, 1800].map(LengthBudget.openingSeconds), [6, 12, 20, 20])
  })
})

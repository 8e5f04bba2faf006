import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { Budget, exceeded } from "../../src/spending/Budget.ts"

const dollars = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 100 }))
const budget = { episode: 1, session: 5, day: 50 }
const nothing = { episode: 0, session: 0, day: 0 }

describe("a budget", () => {
  it("is exceeded by the first of its parts that does not pay a call", () => {
    assert.deepStrictEqual(exceeded(budget, nothing, 1), Option.none())
    assert.deepStrictEqual(exceeded(budget, nothing, 1.01), Option.some("episode"))
    assert.deepStrictEqual(
      exceeded(budget, { ...nothing, session: 4.5 }, 0.6),
      Option.some("session")
    )
    assert.deepStrictEqual(exceeded(budget, { ...nothing, day: 49.9 }, 0.2), Option.some("day"))
  })

  it("pays what costs nothing, even when it is used up", () => {
    assert.deepStrictEqual(
      exceeded({ episode: 0, session: 0, day: 0 }, { episode: 9, session: 9, day: 9 }, 0),
      Option.none()
    )
  })

  it("is spent to its last cent in cents", () => {
    const tenth = 0.1
    let episode = 0
    for (let call = 0; call < 10; call++) {
      assert.deepStrictEqual(exceeded(budget, { ...nothing, episode }, tenth), Option.none())
      episode += tenth
    }
    assert.deepStrictEqual(exceeded(budget, { ...nothing, episode }, tenth), Option.some("episode"))
  })

  it.prop(
    "is never exceeded by what it pays",
    [Budget, dollars, dollars, dollars, dollars],
    ([limits, episode, session, day, price]) => {
      const over = exceeded(limits, { episode, session, day }, price)
      const fits =
        episode + price <= limits.episode + 1e-9 &&
        session + price <= limits.session + 1e-9 &&
        day + price <= limits.day + 1e-9
      assert.strictEqual(Option.isNone(over), price === 0 || fits)
    }
  )
})

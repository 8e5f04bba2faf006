import { score, type Signals } from "@aethercast/agents/sources/discovery/TopicScore"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const plain: Signals = { ageHours: 48, publishers: 1, offeredHours: 48, isOfLibrary: false }

const value = (change: Partial<Signals>) => score({ ...plain, ...change }).value

const Hours = Schema.Finite.check(Schema.isBetween({ minimum: -10, maximum: 100_000 }))
const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 }))

describe("the score of a topic", () => {
  it("is higher for what is newer, reported by more, not offered yet, or in the library", () => {
    assert.isAbove(value({ ageHours: 1 }), value({}))
    assert.isAbove(value({ publishers: 2 }), value({}))
    assert.isAbove(value({ publishers: 5 }), value({ publishers: 2 }))
    assert.isAbove(value({ offeredHours: 1 }), value({}))
    assert.isAbove(value({ offeredHours: undefined }), value({ offeredHours: 1 }))
    assert.isAbove(value({ isOfLibrary: true }), value({}))
  })

  it("gives its reasons", () => {
    assert.deepStrictEqual(score(plain).reasons, ["new this week"])
    assert.deepStrictEqual(
      score({ ageHours: 2, publishers: 3, offeredHours: undefined, isOfLibrary: true }).reasons,
      ["new today", "reported by 3 sources", "not offered before", "in the library"]
    )
    assert.deepStrictEqual(score({ ...plain, ageHours: 1000 }).reasons, [])
  })

  it.prop("is from 0 to 1", [Hours, Count, Hours], ([ageHours, publishers, offeredHours]) => {
    for (const isOfLibrary of [true, false]) {
      const { value } = score({ ageHours, publishers, offeredHours, isOfLibrary })
      assert.isTrue(value >= 0 && value <= 1)
    }
  })
})

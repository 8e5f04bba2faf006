import { assert, describe, it } from "@effect/vitest"
import { originOf, RampOrigin } from "../../src/operate/RampOrigin.ts"

const from = (version: number) => RampOrigin.From({ version })
const untouched = { before: undefined, given: undefined }

describe("a ramp leads away from", () => {
  it("the newest older version that is known, or the newest other one", () => {
    assert.deepStrictEqual(originOf({ ...untouched, known: [1, 2, 3, 4], to: 3 }), from(2))
    assert.deepStrictEqual(originOf({ ...untouched, known: [3, 2], to: 1 }), from(3))
    assert.deepStrictEqual(originOf({ ...untouched, known: [1], to: 2 }), from(1))
    assert.deepStrictEqual(originOf({ ...untouched, known: [2], to: 2 }), RampOrigin.Unknown())
    assert.deepStrictEqual(originOf({ ...untouched, known: [], to: 2 }), RampOrigin.Unknown())
  })

  it("the given version, whatever is known", () => {
    const before = { from: 1, to: 2, percent: 50 }
    assert.deepStrictEqual(originOf({ before, given: 7, known: [], to: 9 }), from(7))
  })

  it("the origin of the same ramp, at any percentage", () => {
    for (const percent of [0, 50, 100]) {
      const before = { from: 1, to: 3, percent }
      assert.deepStrictEqual(
        originOf({ before, given: undefined, known: [1, 2, 3], to: 3 }),
        from(1)
      )
    }
  })

  it("the version where an earlier ramp has arrived", () => {
    const arrived = { from: 1, to: 2, percent: 100 }
    const back = { from: 1, to: 2, percent: 0 }
    const rest = { given: undefined, known: [1, 2, 3] }
    assert.deepStrictEqual(originOf({ ...rest, before: arrived, to: 3 }), from(2))
    assert.deepStrictEqual(originOf({ ...rest, before: arrived, to: 1 }), from(2))
    assert.deepStrictEqual(originOf({ ...rest, before: back, to: 3 }), from(1))
    assert.deepStrictEqual(originOf({ ...rest, before: back, to: 1 }), from(3))
  })

  it("no version while an earlier ramp is half way", () => {
    const before = { from: 1, to: 2, percent: 30 }
    const between = originOf({ before, given: undefined, known: [1, 2, 3], to: 3 })
    assert.strictEqual(between._tag, "Between")
  })
})

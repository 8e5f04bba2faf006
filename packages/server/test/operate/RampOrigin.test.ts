import { assert, describe, it } from "@effect/vitest"
import { Origin, origin } from "../../src/operate/RampOrigin.ts"

const from = (version: number) => Origin.From({ version })
const untouched = { before: undefined, given: undefined }

describe("a ramp leads away from", () => {
  it("the newest older version that is known, or the newest other one", () => {
    assert.deepStrictEqual(origin({ ...untouched, known: [1, 2, 3, 4], to: 3 }), from(2))
    assert.deepStrictEqual(origin({ ...untouched, known: [3, 2], to: 1 }), from(3))
    assert.deepStrictEqual(origin({ ...untouched, known: [1], to: 2 }), from(1))
    assert.deepStrictEqual(origin({ ...untouched, known: [2], to: 2 }), Origin.Unknown())
    assert.deepStrictEqual(origin({ ...untouched, known: [], to: 2 }), Origin.Unknown())
  })

  it("what is said, whatever is known", () => {
    const before = { from: 1, to: 2, percent: 50 }
    assert.deepStrictEqual(origin({ before, given: 7, known: [], to: 9 }), from(7))
  })

  it("where the same ramp did before, at any percentage", () => {
    for (const percent of [0, 50, 100]) {
      const before = { from: 1, to: 3, percent }
      assert.deepStrictEqual(origin({ before, given: undefined, known: [1, 2, 3], to: 3 }), from(1))
    }
  })

  it("where an earlier ramp has arrived", () => {
    const arrived = { from: 1, to: 2, percent: 100 }
    const back = { from: 1, to: 2, percent: 0 }
    const rest = { given: undefined, known: [1, 2, 3] }
    assert.deepStrictEqual(origin({ ...rest, before: arrived, to: 3 }), from(2))
    assert.deepStrictEqual(origin({ ...rest, before: arrived, to: 1 }), from(2))
    assert.deepStrictEqual(origin({ ...rest, before: back, to: 3 }), from(1))
    assert.deepStrictEqual(origin({ ...rest, before: back, to: 1 }), from(3))
  })

  it("nowhere while an earlier one is half way", () => {
    const before = { from: 1, to: 2, percent: 30 }
    const between = origin({ before, given: undefined, known: [1, 2, 3], to: 3 })
    assert.strictEqual(between._tag, "Between")
  })
})

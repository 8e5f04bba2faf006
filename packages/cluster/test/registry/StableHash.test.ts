import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { hashFraction } from "../../src/registry/internal/StableHash.ts"

describe("a stable hash", () => {
  it.prop("is a number from 0 to below 1", [Schema.Array(Schema.String)], ([parts]) => {
    const fraction = hashFraction(...parts)
    assert.isTrue(fraction >= 0 && fraction < 1)
  })

  it("is the same in every release", () => {
    // printf '["ramp","key"]' | sha256sum begins with 7fa8e24ec639, which over 2^48 is this
    assert.strictEqual(hashFraction("ramp", "key"), 0.4986707155532919)
  })

  it("distinguishes parts with the same concatenation", () => {
    assert.notStrictEqual(hashFraction("ab", "c"), hashFraction("a", "bc"))
  })

  it("is spread evenly over keys that resemble each other", () => {
    const tenths = Map.groupBy(
      Array.from({ length: 10_000 }, (_, n) => Math.floor(hashFraction(`episode:${n}`) * 10)),
      (tenth) => tenth
    )
    assert.strictEqual(tenths.size, 10)
    for (const keys of tenths.values()) assert.closeTo(keys.length, 1000, 150)
  })
})

import { assert, describe, it } from "@effect/vitest"
import { defaultCapacity } from "../src/Capacity.ts"

describe("the capacity of a node", () => {
  it("lets one episode for two processors start at a time, and one on a single processor", () => {
    assert.deepStrictEqual(
      [1, 2, 3, 4, 16].map((processors) => defaultCapacity(processors).starting),
      [1, 1, 1, 2, 8]
    )
  })
})

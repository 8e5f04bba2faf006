import { assert, describe, it } from "@effect/vitest"
import { pluralize } from "../../src/ui/Pluralize.ts"

describe("pluralize", () => {
  it("uses the plural for every number but one", () => {
    assert.deepStrictEqual(
      [0, 1, 3].map((count) => pluralize(count, "source")),
      ["0 sources", "1 source", "3 sources"]
    )
  })
})

import { assert, describe, it } from "@effect/vitest"
import { lines } from "../../src/operate/CostsCommand.ts"

describe("the list of costs", () => {
  it("has a row for each kind in a group, and the sum of all", () => {
    const shown = lines(
      "day",
      [
        { name: "2026-11-27", kind: "model", calls: 12, quantity: 48_210, dollars: 0.25 },
        { name: "2026-11-27", kind: "speech", calls: 90, quantity: 301.6, dollars: 0.0625 },
        { name: "", kind: "search", calls: 1, quantity: 1, dollars: 0.005 }
      ],
      30
    )
    assert.deepStrictEqual(
      shown.map((line) => line.trim().split(/ {2,}/).join(" | ")),
      [
        "DAY | KIND | CALLS | QUANTITY | DOLLARS",
        "2026-11-27 | model | 12 | 48210 tokens | 0.2500",
        "2026-11-27 | speech | 90 | 302 s | 0.0625",
        "(deleted) | search | 1 | 1 search | 0.0050",
        "",
        "0.32 dollars in the last 30 days."
      ]
    )
  })

  it("is a sentence when nothing was paid for", () => {
    assert.deepStrictEqual(lines("provider", [], 1), [
      "No provider that is paid for was called today."
    ])
  })
})

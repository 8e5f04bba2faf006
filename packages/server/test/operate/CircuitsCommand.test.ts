import { assert, describe, it } from "@effect/vitest"
import { lines, rowOf } from "../../src/operate/CircuitsCommand.ts"

describe("the list of circuits", () => {
  it("says for each dependency whether it is called", () => {
    const failures = [1, 2]
    const shown = lines([
      rowOf("new", undefined, ["A", "B"], 1000),
      rowOf("shaky", { _tag: "Closed", generation: 1, failures }, [], 1000),
      rowOf("down", { _tag: "Open", generation: 1, until: 3500, openings: 1 }, [], 1000),
      rowOf("due", { _tag: "Open", generation: 1, until: 900, openings: 1 }, [], 1000),
      rowOf("probed", { _tag: "HalfOpen", generation: 1, leaseUntil: 2000, openings: 1 }, [], 1000)
    ])
    assert.deepStrictEqual(
      shown.slice(1).map((line) => line.split(/ {2,}/).join(" | ")),
      [
        "new | closed | allowed | A, B",
        "shaky | closed | allowed; the last 2 failed",
        "down | open | refused; probed again in 2.5 s",
        "due | open | refused; the next one probes it",
        "probed | half-open | refused while one probes it"
      ]
    )
  })

  it("is a sentence when there are none", () => {
    assert.deepStrictEqual(lines([]), ["No agent has declared a dependency."])
  })
})

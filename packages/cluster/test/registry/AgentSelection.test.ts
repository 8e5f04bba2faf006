import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Option, Schema } from "effect"
import { isHealthy, select } from "../../src/registry/AgentSelection.ts"
import type { Candidate } from "../../src/registry/Candidate.ts"
import { candidate } from "./TestCandidate.ts"

const selected = (all: ReadonlyArray<Candidate>, key = "key") =>
  Option.getOrUndefined(Option.map(select(all, key), ({ agent }) => agent))

const keys = Array.from({ length: 10_000 }, (_, n) => `episode:${n}`)
/** How many of the keys each gets. */
const shares = (all: ReadonlyArray<Candidate>) => {
  const shares = Map.groupBy(keys, (key) => selected(all, key) ?? "")
  return (agent: string) => shares.get(agent)?.length ?? 0
}

const Drawn = Schema.Struct({
  weight: Schema.Literals([0, 0, 1, 3]),
  open: Schema.Literals(["", "", "model"]),
  halfOpen: Schema.Literals(["", "", "voice"]),
  errorRate: Schema.Literals([0, 0.1, 0.49, 0.5, 1]),
  load: Schema.Literals([0, 1, 2, 8]),
  latencyMillis: Schema.Literals([0, 100, 5000]),
  cost: Schema.Literals([0, 1, 5])
})
const names = (name: string) => (name === "" ? [] : [name])
const some = Arbitrary.map(
  Arbitrary.array(Arbitrary.schema(Drawn), { minLength: 1, maxLength: 8 }),
  (drawn) =>
    drawn.map(({ open, halfOpen, ...rest }, n) =>
      candidate(`agent${n}`, { ...rest, open: names(open), halfOpen: names(halfOpen) })
    )
)

describe("the selection of an agent", () => {
  it("is empty without candidates", () => {
    assert.isTrue(Option.isNone(select([], "key")))
  })

  it.prop("is one of the candidates", [some, Schema.String], ([all, key]) => {
    assert.include(all, Option.getOrUndefined(select(all, key)))
  })

  it.prop("is healthy if any candidate is", [some, Schema.String], (drawn) => {
    const [all, key] = drawn
    const one = Option.getOrThrow(select(all, key))
    if (all.some((other) => isHealthy(other))) assert.isTrue(isHealthy(one))
  })

  it("takes a candidate for unhealthy when half of its tasks fail", () => {
    const half = candidate("half", { errorRate: 0.5 })
    const less = candidate("less", { errorRate: 0.49, cost: 9 })
    assert.strictEqual(selected([half, less]), "less")
    assert.strictEqual(selected([{ ...half, errorRate: 0.49 }, less]), "half")
  })

  it.prop(
    "is the least unhealthy one when all are unhealthy",
    [some, Schema.String],
    ([all, key]) => {
      const unhealthy = all.map((one) => ({ ...one, open: ["model", ...one.open] }))
      const one = Option.getOrThrow(select(unhealthy, key))
      for (const other of unhealthy) {
        assert.isAtMost(one.open.length, other.open.length)
        if (one.open.length === other.open.length) assert.isAtMost(one.errorRate, other.errorRate)
      }
    }
  )

  it.prop(
    "does not depend on the order of the candidates",
    [some, Schema.String, Schema.Natural],
    (drawn) => {
      const [all, key, turn] = drawn
      const at = turn % all.length
      const turned = [...all.slice(at), ...all.slice(0, at)]
      for (const other of [turned, all.toReversed(), turned.toReversed()]) {
        assert.strictEqual(selected(other, key), selected(all, key))
      }
    }
  )

  it.prop("is the same for the same key", [some, Schema.String], ([all, key]) => {
    assert.strictEqual(selected(all, key), selected(structuredClone(all), key))
  })

  it("goes by load before cost, and by cost before latency", () => {
    const busy = candidate("busy", { load: 9, cost: 1, latencyMillis: 1 })
    const expensive = candidate("expensive", { load: 1, cost: 5, latencyMillis: 1 })
    const slow = candidate("slow", { load: 2, cost: 2, latencyMillis: 9000 })
    const fast = candidate("fast", { load: 1, cost: 2, latencyMillis: 100 })
    assert.strictEqual(selected([busy, expensive]), "expensive")
    assert.strictEqual(selected([busy, expensive, slow]), "slow")
    assert.strictEqual(selected([busy, expensive, slow, fast]), "fast")
  })

  it("does not pass over a cheaper candidate for a single task", () => {
    const cheap = candidate("cheap", { load: 6, cost: 1 })
    assert.strictEqual(selected([cheap, candidate("expensive", { load: 5, cost: 2 })]), "cheap")
    assert.strictEqual(selected([cheap, candidate("expensive", { load: 0, cost: 2 })]), "expensive")
  })

  it("shares the keys among equal candidates", () => {
    const share = shares([candidate("a"), candidate("b"), candidate("c"), candidate("d")])
    for (const agent of ["a", "b", "c", "d"]) assert.closeTo(share(agent), 2500, 250)
  })

  it("shares the keys by weight, whatever the load, and gives none to candidates without a weight", () => {
    const share = shares([
      candidate("a", { weight: 70, load: 50 }),
      candidate("b", { weight: 20, cost: 9 }),
      candidate("c", { weight: 10 }),
      candidate("d")
    ])
    assert.closeTo(share("a"), 7000, 250)
    assert.closeTo(share("b"), 2000, 250)
    assert.closeTo(share("c"), 1000, 250)
    assert.strictEqual(share("d"), 0)
  })

  it("splits the versions of one agent by weight", () => {
    const both = [
      candidate("a", { version: 1, weight: 9 }),
      candidate("a", { version: 2, weight: 1 })
    ]
    const second = keys.filter((key) => Option.getOrThrow(select(both, key)).version === 2)
    assert.closeTo(second.length, 1000, 200)
  })

  it("moves only the keys of the candidate that becomes unhealthy", () => {
    const [a, b, c] = [
      candidate("a", { weight: 1 }),
      candidate("b", { weight: 1 }),
      candidate("c", { weight: 1 })
    ]
    const unhealthy = { ...c, open: ["model"] }
    for (const key of keys.slice(0, 1000)) {
      const before = selected([a, b, c], key)
      const after = selected([a, b, unhealthy], key)
      assert.notStrictEqual(after, "c")
      if (before !== "c") assert.strictEqual(after, before)
    }
  })

  it("is one without a weight when all that have one are unhealthy", () => {
    const unhealthy = candidate("unhealthy", { weight: 1, errorRate: 0.9 })
    assert.strictEqual(selected([unhealthy, candidate("spare")]), "spare")
  })

  it("probes a half-open circuit with one key in twenty", () => {
    const share = shares([
      candidate("closed", { cost: 9 }),
      candidate("half-open", { halfOpen: ["model"] }),
      candidate("unhealthy", { open: ["voice"] })
    ])
    assert.closeTo(share("half-open"), 500, 110)
    assert.strictEqual(share("unhealthy"), 0)
    assert.strictEqual(share("closed") + share("half-open"), keys.length)
  })

  it("prefers a half-open circuit to an open one", () => {
    const halfOpen = candidate("half-open", { halfOpen: ["model"] })
    assert.strictEqual(
      shares([halfOpen, candidate("unhealthy", { open: ["voice"] })])("half-open"),
      10_000
    )
  })
})

import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Option, Schema } from "effect"
import { AgentCard } from "../../src/registry/AgentCard.ts"
import { RegisteredAgent } from "../../src/registry/AgentRegistry.ts"
import { type Candidate, candidates, choose, isSick } from "../../src/registry/AgentSelection.ts"

const candidate = (agent: string, details: Partial<Candidate> = {}): Candidate => ({
  agent,
  version: 1,
  weight: 0,
  open: [],
  trying: [],
  errorRate: 0,
  load: 0,
  latencyMillis: 0,
  cost: 0,
  ...details
})

const chosen = (all: ReadonlyArray<Candidate>, key = "key") =>
  Option.getOrUndefined(Option.map(choose(all, key), ({ agent }) => agent))

const keys = Array.from({ length: 10_000 }, (_, n) => `episode:${n}`)
/** How many of the keys each gets. */
const shares = (all: ReadonlyArray<Candidate>) => {
  const shares = Map.groupBy(keys, (key) => chosen(all, key) ?? "")
  return (agent: string) => shares.get(agent)?.length ?? 0
}

const Drawn = Schema.Struct({
  weight: Schema.Literals([0, 0, 1, 3]),
  open: Schema.Literals(["", "", "model"]),
  trying: Schema.Literals(["", "", "voice"]),
  errorRate: Schema.Literals([0, 0.1, 0.49, 0.5, 1]),
  load: Schema.Literals([0, 1, 2, 8]),
  latencyMillis: Schema.Literals([0, 100, 5000]),
  cost: Schema.Literals([0, 1, 5])
})
const names = (name: string) => (name === "" ? [] : [name])
const some = Arbitrary.map(
  Arbitrary.array(Arbitrary.schema(Drawn), { minLength: 1, maxLength: 8 }),
  (drawn) =>
    drawn.map(({ open, trying, ...rest }, n) =>
      candidate(`agent${n}`, { ...rest, open: names(open), trying: names(trying) })
    )
)

describe("the choice", () => {
  it("is none of none", () => {
    assert.isTrue(Option.isNone(choose([], "key")))
  })

  it.prop("is one of the candidates", [some, Schema.String], ([all, key]) => {
    assert.include(all, Option.getOrUndefined(choose(all, key)))
  })

  it.prop("is not a sick one while there is a healthy one", [some, Schema.String], (drawn) => {
    const [all, key] = drawn
    const one = Option.getOrThrow(choose(all, key))
    if (all.some((other) => !isSick(other))) assert.isFalse(isSick(one))
  })

  it("holds one for sick half of whose tasks fail", () => {
    const half = candidate("half", { errorRate: 0.5 })
    const less = candidate("less", { errorRate: 0.49, cost: 9 })
    assert.strictEqual(chosen([half, less]), "less")
    assert.strictEqual(chosen([{ ...half, errorRate: 0.49 }, less]), "half")
  })

  it.prop("is the least sick when all are", [some, Schema.String], ([all, key]) => {
    const sick = all.map((one) => ({ ...one, open: ["model", ...one.open] }))
    const one = Option.getOrThrow(choose(sick, key))
    for (const other of sick) {
      assert.isAtMost(one.open.length, other.open.length)
      if (one.open.length === other.open.length) assert.isAtMost(one.errorRate, other.errorRate)
    }
  })

  it.prop("does not depend on the order", [some, Schema.String, Schema.Natural], (drawn) => {
    const [all, key, turn] = drawn
    const at = turn % all.length
    const turned = [...all.slice(at), ...all.slice(0, at)]
    for (const other of [turned, all.toReversed(), turned.toReversed()]) {
      assert.strictEqual(chosen(other, key), chosen(all, key))
    }
  })

  it.prop("is the same for the same key", [some, Schema.String], ([all, key]) => {
    assert.strictEqual(chosen(all, key), chosen(structuredClone(all), key))
  })

  it("goes by load before cost, and by cost before latency", () => {
    const busy = candidate("busy", { load: 9, cost: 1, latencyMillis: 1 })
    const dear = candidate("dear", { load: 1, cost: 5, latencyMillis: 1 })
    const slow = candidate("slow", { load: 2, cost: 2, latencyMillis: 9000 })
    const fast = candidate("fast", { load: 1, cost: 2, latencyMillis: 100 })
    assert.strictEqual(chosen([busy, dear]), "dear")
    assert.strictEqual(chosen([busy, dear, slow]), "slow")
    assert.strictEqual(chosen([busy, dear, slow, fast]), "fast")
  })

  it("does not pass a cheaper one over for a single task", () => {
    const cheap = candidate("cheap", { load: 6, cost: 1 })
    assert.strictEqual(chosen([cheap, candidate("dear", { load: 5, cost: 2 })]), "cheap")
    assert.strictEqual(chosen([cheap, candidate("dear", { load: 0, cost: 2 })]), "dear")
  })

  it("shares the keys among equals", () => {
    const share = shares([candidate("a"), candidate("b"), candidate("c"), candidate("d")])
    for (const agent of ["a", "b", "c", "d"]) assert.closeTo(share(agent), 2500, 250)
  })

  it("shares the keys by weight, whatever the load, while others stand by", () => {
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

  it("splits versions of one agent by weight", () => {
    const both = [
      candidate("a", { version: 1, weight: 9 }),
      candidate("a", { version: 2, weight: 1 })
    ]
    const second = keys.filter((key) => Option.getOrThrow(choose(both, key)).version === 2)
    assert.closeTo(second.length, 1000, 200)
  })

  it("moves only the keys of the one that falls sick", () => {
    const [a, b, c] = [
      candidate("a", { weight: 1 }),
      candidate("b", { weight: 1 }),
      candidate("c", { weight: 1 })
    ]
    const sick = { ...c, open: ["model"] }
    for (const key of keys.slice(0, 1000)) {
      const before = chosen([a, b, c], key)
      const after = chosen([a, b, sick], key)
      assert.notStrictEqual(after, "c")
      if (before !== "c") assert.strictEqual(after, before)
    }
  })

  it("leaves it to those that stand by when all with a weight are sick", () => {
    const sick = candidate("sick", { weight: 1, errorRate: 0.9 })
    assert.strictEqual(chosen([sick, candidate("spare")]), "spare")
  })

  it("sends one key in twenty to find out whether a dependency is well again", () => {
    const share = shares([
      candidate("well", { cost: 9 }),
      candidate("trying", { trying: ["model"] }),
      candidate("sick", { open: ["voice"] })
    ])
    assert.closeTo(share("trying"), 500, 110)
    assert.strictEqual(share("sick"), 0)
    assert.strictEqual(share("well") + share("trying"), keys.length)
  })

  it("is one that finds out rather than a sick one", () => {
    const trying = candidate("trying", { trying: ["model"] })
    assert.strictEqual(shares([trying, candidate("sick", { open: ["voice"] })])("trying"), 10_000)
  })
})

const card = (name: string, version = 1, capabilities: ReadonlyArray<string> = ["speak"]) =>
  new AgentCard({
    name,
    version,
    description: "",
    capabilities,
    dependencies: [],
    role: "agents",
    cost: version,
    durationMillis: 0
  })

const on = (node: string, card: AgentCard, details: Partial<RegisteredAgent> = {}) =>
  new RegisteredAgent({
    node,
    card,
    running: 0,
    waiting: 0,
    errorRate: 0,
    latencyMillis: 0,
    open: [],
    seenAt: 0,
    ...details
  })

const able = (
  announced: ReadonlyArray<RegisteredAgent>,
  weights?: Readonly<Record<string, number>>
) =>
  candidates(announced, "speak", weights).map((one) => [`${one.agent}@${one.version}`, one.weight])

describe("the candidates", () => {
  it("are those that can do it, as they fare on all nodes", () => {
    const announced = [
      on("x", card("Voice"), { running: 3, waiting: 1, errorRate: 0.2, latencyMillis: 100 }),
      on("y", card("Voice"), { running: 2, errorRate: 0.4, latencyMillis: 300, open: ["flite"] }),
      on("x", card("Writer", 1, ["write"])),
      on("y", card("Writer", 1, ["write"]))
    ]
    assert.deepStrictEqual(candidates(announced, "speak"), [
      candidate("Voice", {
        open: ["flite"],
        errorRate: (0.2 + 0.4) / 2,
        load: 3,
        latencyMillis: 200,
        cost: 1
      })
    ])
    assert.deepStrictEqual(candidates(announced, "dance"), [])
  })

  it("know a circuit that is half open from one that is open", () => {
    const announced = [on("x", card("Voice"), { open: ["model", "flite"], trying: ["flite"] })]
    const [one] = candidates(announced, "speak")
    assert.deepStrictEqual([one?.open, one?.trying], [["model"], ["flite"]])
  })

  it("leave out what is not on every node of its role, unless there is nothing else", () => {
    const partly = [on("x", card("Voice")), on("y", card("Voice")), on("x", card("Bell"))]
    assert.deepStrictEqual(able(partly), [["Voice@1", 0]])
    const rolling = [on("x", card("Voice", 1)), on("y", card("Voice", 2))]
    assert.deepStrictEqual(able(rolling), [["Voice@2", 0]])
  })

  it("are the highest versions, and those that have a weight", () => {
    const announced = [on("x", card("Voice", 1)), on("x", card("Voice", 2)), on("x", card("Bell"))]
    assert.deepStrictEqual(able(announced), [
      ["Voice@2", 0],
      ["Bell@1", 0]
    ])
    assert.deepStrictEqual(able(announced, { Voice: 90, "Voice@2": 10 }), [
      ["Voice@1", 90],
      ["Voice@2", 10],
      ["Bell@1", 0]
    ])
  })

  it("are not those whose weight is 0, or is none", () => {
    const announced = [on("x", card("Voice")), on("x", card("Bell")), on("x", card("Horn"))]
    assert.deepStrictEqual(able(announced, { Bell: 0, Horn: Number.NaN }), [["Voice@1", 0]])
    assert.deepStrictEqual(able([on("x", card("toString"))], {}), [["toString@1", 0]])
  })
})

import { assert, describe, it } from "@effect/vitest"
import { AgentCard } from "../../src/registry/AgentCard.ts"
import { candidates, type Weights } from "../../src/registry/Candidate.ts"
import { RegisteredAgent } from "../../src/registry/RegisteredAgent.ts"
import { candidate } from "./TestCandidate.ts"

const card = (name: string, version = 1, capabilities: ReadonlyArray<string> = ["speak"]) =>
  new AgentCard({
    name,
    version,
    description: "",
    capabilities,
    dependencies: [],
    role: "agents",
    cost: version
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

/** The candidates for the capability `speak`, and their weights. */
const speakers = (registered: ReadonlyArray<RegisteredAgent>, weights?: Weights) =>
  candidates(registered, "speak", weights).map((one) => [`${one.agent}@${one.version}`, one.weight])

describe("the candidates", () => {
  it("are the agents with the capability, with their mean health and load on all nodes", () => {
    const registered = [
      on("x", card("Voice"), { running: 3, waiting: 1, errorRate: 0.2, latencyMillis: 100 }),
      on("y", card("Voice"), { running: 2, errorRate: 0.4, latencyMillis: 300, open: ["flite"] }),
      on("x", card("Writer", 1, ["write"])),
      on("y", card("Writer", 1, ["write"]))
    ]
    assert.deepStrictEqual(candidates(registered, "speak"), [
      candidate("Voice", {
        open: ["flite"],
        errorRate: (0.2 + 0.4) / 2,
        load: 3,
        latencyMillis: 200,
        cost: 1
      })
    ])
    assert.deepStrictEqual(candidates(registered, "dance"), [])
  })

  it("have their half-open circuits apart from the open ones", () => {
    const registered = [on("x", card("Voice"), { open: ["model", "flite"], halfOpen: ["flite"] })]
    const [one] = candidates(registered, "speak")
    assert.deepStrictEqual([one?.open, one?.halfOpen], [["model"], ["flite"]])
  })

  it("are on every node of their role, unless none is", () => {
    const partly = [on("x", card("Voice")), on("y", card("Voice")), on("x", card("Bell"))]
    assert.deepStrictEqual(speakers(partly), [["Voice@1", 0]])
    const rolling = [on("x", card("Voice", 1)), on("y", card("Voice", 2))]
    assert.deepStrictEqual(speakers(rolling), [["Voice@2", 0]])
  })

  it("are the highest versions, and those with a weight of their own", () => {
    const registered = [on("x", card("Voice", 1)), on("x", card("Voice", 2)), on("x", card("Bell"))]
    assert.deepStrictEqual(speakers(registered), [
      ["Voice@2", 0],
      ["Bell@1", 0]
    ])
    assert.deepStrictEqual(speakers(registered, { Voice: 90, "Voice@2": 10 }), [
      ["Voice@1", 90],
      ["Voice@2", 10],
      ["Bell@1", 0]
    ])
  })

  it("do not include those whose weight is 0 or not a number", () => {
    const registered = [on("x", card("Voice")), on("x", card("Bell")), on("x", card("Horn"))]
    assert.deepStrictEqual(speakers(registered, { Bell: 0, Horn: Number.NaN }), [["Voice@1", 0]])
    assert.deepStrictEqual(speakers([on("x", card("toString"))], {}), [["toString@1", 0]])
  })
})

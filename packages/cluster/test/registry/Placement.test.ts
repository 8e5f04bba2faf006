import { assert, describe, it } from "@effect/vitest"
import { AgentCard } from "../../src/registry/AgentCard.ts"
import {
  isOnEveryNode,
  isServed,
  versionsOnEveryNode
} from "../../src/registry/internal/Placement.ts"

const card = (version: number, details: Partial<AgentCard> = {}) =>
  new AgentCard({
    name: "Voice",
    version,
    description: "",
    capabilities: [],
    dependencies: [],
    role: "default",
    cost: 0,
    ...details
  })

const placements = [
  { node: "x", card: card(1) },
  { node: "x", card: card(10) },
  { node: "x", card: card(2) },
  { node: "y", card: card(10) },
  { node: "y", card: card(2) },
  { node: "y", card: card(3, { kind: "workflow" }) },
  { node: "z", card: card(1, { name: "Painter", role: "painting" }) }
]

describe("the placement of agents", () => {
  it("knows which version every node of the role serves", () => {
    assert.isTrue(isOnEveryNode(placements, card(2)))
    assert.isFalse(isOnEveryNode(placements, card(1)))
    assert.isFalse(isOnEveryNode(placements, card(4)))
    assert.deepStrictEqual(versionsOnEveryNode(placements, "agent", "Voice"), [2, 10])
    assert.deepStrictEqual(versionsOnEveryNode(placements, "agent", "Painter"), [1])
    assert.deepStrictEqual(versionsOnEveryNode(placements, "workflow", "Voice"), [])
  })

  it("knows whether any node serves a version of an agent", () => {
    assert.isTrue(isServed(placements, "Voice", 1))
    assert.isFalse(isServed(placements, "Voice", 3))
    assert.isFalse(isServed(placements, "Absent", 1))
  })
})

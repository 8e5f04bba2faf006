import { assert, describe, it } from "@effect/vitest"
import { health, lines } from "../../src/operate/AgentsCommand.ts"
import { registeredAgent } from "./Records.ts"

describe("the list of agents", () => {
  it("is sorted, and counts an agent once whatever its versions", () => {
    const [, ...shown] = lines([
      registeredAgent("B", 1, "n:1"),
      registeredAgent("A", 2, "n:2", { latencyMillis: 1500, errorRate: 0.25, running: 3 }),
      registeredAgent("A", 1, "n:1")
    ])
    assert.deepStrictEqual(
      shown.map((line) => line.split(/ {2,}/).slice(0, 3).join(" ").trim()),
      ["A 1 n:1", "A 2 n:2", "B 1 n:1", "", "2 agents on 2 nodes."]
    )
    assert.match(shown[1] ?? "", /healthy +25 % +1\.5 s +3 +0$/)
  })

  it("shows the dependencies that are down rather than the errors they cause", () => {
    const healthy = { errorRate: 0, open: [], halfOpen: [] }
    assert.strictEqual(health(healthy), "healthy")
    assert.strictEqual(health({ ...healthy, errorRate: 0.5 }), "failing")
    const open = ["web", "model"]
    assert.strictEqual(health({ ...healthy, open, errorRate: 1 }), "web, model down")
    assert.strictEqual(health({ ...healthy, open, halfOpen: ["web"] }), "model down")
    assert.strictEqual(health({ ...healthy, open: ["web"], halfOpen: ["web"] }), "probing web")
  })
})

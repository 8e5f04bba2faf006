import { assert, describe, it } from "vitest"
import { copyWorkspace } from "./workspaceCopy.mjs"

const workspace = copyWorkspace()

describe("pnpm new", () => {
  it(
    "writes an agent and a workflow that compile, and whose tests pass",
    { timeout: 180_000 },
    async () => {
      await workspace.create("agent", "FactCheck")
      await workspace.create("workflow", "Digest")
      const output = await workspace.prove(
        "packages/agents/src/Roster.ts",
        "packages/agents/src/agents/FactCheck.ts",
        "packages/agents/src/orchestrator/DigestWorkflow.ts",
        "packages/agents/test/agents/FactCheck.test.ts",
        "packages/agents/test/orchestrator/DigestWorkflow.test.ts"
      )
      assert.match(output, /Test Files +2 passed/)
      assert.match(output, /Tests +5 passed/)
    }
  )

  it("adds both to the roster, and the workflow to those that an operator can start", () => {
    const roster = workspace.read("packages/agents/src/Roster.ts")
    assert.include(roster, "  FactCheck.layer,\n")
    assert.include(roster, "  DigestWorkflowLayer,\n")
    assert.match(roster, /^export const workflows = \[.*, DigestWorkflow\]$/m)
  })

  it("overwrites nothing", async () => {
    await workspace.create("agent", "Once")
    const roster = workspace.read("packages/agents/src/Roster.ts")
    const { message } = await workspace.create("agent", "Once").catch((error) => error)
    assert.include(message, "packages/agents/src/agents/Once.ts exists; nothing was written.")
    assert.strictEqual(workspace.read("packages/agents/src/Roster.ts"), roster)
  })

  it("refuses a name that is not that of a file, and a kind that it does not know", async () => {
    for (const [args, problem] of [
      [["agent", "fact-check"], "A name is like FactCheck"],
      [["service", "FactCheck"], "Usage: pnpm new agent NAME, or pnpm new workflow NAME"],
      [["workflow"], "Usage"]
    ]) {
      const { message } = await workspace.create(...args).catch((error) => error)
      assert.include(message, problem)
    }
  })
})

import { WorkflowRecord } from "@aethercast/cluster/LedgerRecord"
import { assert, describe, it } from "@effect/vitest"
import * as WorkflowText from "../../src/operate/WorkflowText.ts"
import { task, workflow } from "./Records.ts"

describe("WorkflowText", () => {
  it("shows each task of a workflow, and the events of those that had some", () => {
    const lines = WorkflowText.whole(
      workflow,
      [
        task("fetch", {
          status: "FAILED",
          retries: 1,
          error: { _tag: "Discarded", task: "errand:1/fetch", reason: "gone" },
          events: [
            { at: 1010, _tag: "Attempted", route: "Fetcher", attempt: 1 },
            { at: 1020, _tag: "BackedOff", millis: 200, error: "SourceDown" },
            { at: 1100, _tag: "Discarded", reason: "gone" }
          ]
        }),
        task("carry", {
          events: [{ at: 1010, _tag: "Attempted", route: "Fetcher", attempt: 1 }]
        })
      ],
      0
    )
    assert.deepStrictEqual(lines.slice(0, 3), [
      "Errand 2  errand:1  FAILED",
      "started 2025-11-24 16:00:00Z by test, took 1.5 s, session me, cost 0.02",
      "failed: Discarded: gone"
    ])
    assert.match(lines[5] ?? "", /^fetch +Fetcher +1 +FAILED +10 ms +240 ms +1 +-$/)
    assert.deepStrictEqual(lines.slice(6, 10), [
      "    +10 ms  attempt 1: Fetcher",
      "    +20 ms  retries in 200 ms: SourceDown",
      "    +100 ms  discarded by an operator: gone",
      "    failed: Discarded: task errand:1/fetch, reason gone"
    ])
    assert.match(lines[10] ?? "", /^carry /)
    assert.strictEqual(lines.length, 11)
  })

  it("gives the time until now for a workflow that runs", () => {
    const running = new WorkflowRecord({ ...workflow, status: "IN_PROGRESS", completedAt: null })
    const lines = WorkflowText.list([running], workflow.createdAt + 65_000)
    assert.match(lines[1] ?? "", /IN_PROGRESS .* 1 m 5 s/)
  })

  it("is a sentence when there are none", () => {
    assert.deepStrictEqual(WorkflowText.list([], 0), ["No such workflow has run."])
  })
})

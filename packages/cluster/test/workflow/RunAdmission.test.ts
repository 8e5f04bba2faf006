import { assert, describe, it } from "@effect/vitest"
import { admissible, type QueuedRun } from "../../src/workflow/internal/RunAdmission.ts"

const run = (workflowId: string, options: Partial<QueuedRun> = {}): QueuedRun => ({
  workflowId,
  workflow: "Job",
  tenant: "",
  shard: 1,
  status: "WAITING",
  admissions: 0,
  signalled: 0,
  ...options
})
const running = (workflowId: string, shard = 1) => run(workflowId, { shard, status: "RUNNING" })

const unlimited = { perCluster: 100, perNode: 100, starting: 100 }
const everywhere = () => true
const idsOf = (runs: ReadonlyArray<QueuedRun>) => runs.map(({ workflowId }) => workflowId)

describe("the runs that are admitted", () => {
  it("are the first that wait", () => {
    const queue = [running("a"), run("b"), run("c"), run("d")]
    assert.deepStrictEqual(idsOf(admissible(queue, unlimited, everywhere, 2)), ["b", "c"])
    assert.deepStrictEqual(admissible([running("a")], unlimited, everywhere, 2), [])
  })

  it("are no more than may run on the node, whose shards they are in", () => {
    const queue = [running("a", 1), running("b", 2), run("c", { shard: 2 }), run("d"), run("e")]
    const limits = { ...unlimited, perNode: 2 }
    assert.deepStrictEqual(idsOf(admissible(queue, limits, (shard) => shard === 1, 9)), ["d"])
    assert.deepStrictEqual(admissible(queue, limits, everywhere, 9), [])
  })

  it("are no more than may run in the cluster", () => {
    const queue = [running("a", 1), running("b", 2), run("c"), run("d")]
    const ownsFirst = (shard: number) => shard === 1
    assert.deepStrictEqual(
      idsOf(admissible(queue, { ...unlimited, perCluster: 3 }, ownsFirst, 9)),
      ["c"]
    )
    // More than the limit run: it was lowered, or another node died.
    assert.deepStrictEqual(admissible(queue, { ...unlimited, perCluster: 1 }, ownsFirst, 9), [])
  })
})

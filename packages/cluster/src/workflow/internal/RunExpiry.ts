import { Effect } from "effect"
import { retrySql } from "../../storage/SqlRetry.ts"
import { WorkflowClient } from "../WorkflowClient.ts"
import type { RunQueueTable } from "./RunQueueTable.ts"

/** Cancels the runs of this node that may not rest any longer at `now`, in epoch milliseconds. */
export const cancelExpired = Effect.fn("RunExpiry.cancelExpired")(function* (
  table: RunQueueTable,
  owns: (shard: number) => boolean,
  now: number
) {
  const client = yield* WorkflowClient
  const expired = yield* retrySql(table.expired(now))
  yield* Effect.forEach(
    expired.filter(({ shard }) => owns(shard)),
    // The run leaves the queue as every cancelled run does.
    ({ reason, workflow, workflowId }) => client.cancel({ workflow, workflowId }, reason),
    { concurrency: 4, discard: true }
  )
})

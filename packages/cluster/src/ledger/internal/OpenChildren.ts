import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { storableText } from "../../storage/PgText.ts"
import { retrySql } from "../../storage/SqlRetry.ts"
import type { LedgerEntry } from "../LedgerEntry.ts"

/** A child workflow that has not ended. */
export interface OpenChild {
  readonly workflow: string
  readonly workflowId: string
}

/** Reads the open children of a workflow from the database. */
export const make = Effect.map(
  SqlClient.SqlClient,
  (sql) => (workflowId: string) =>
    retrySql(sql<OpenChild>`
    SELECT workflow_name AS workflow, workflow_id AS "workflowId" FROM aethercast_workflow_instances
    WHERE parent_workflow_id = ${storableText(workflowId)} AND completed_at IS NULL
  `)
)

/** The same from the entries of a ledger in memory. */
export const select = (
  entries: ReadonlyArray<LedgerEntry>,
  workflowId: string
): ReadonlyArray<OpenChild> => {
  const workflows = entries.filter((entry) => entry._tag === "Workflow")
  const ended = new Set(
    workflows.flatMap(({ status, workflowId: id }) =>
      status === "COMPLETED" || status === "FAILED" ? [id] : []
    )
  )
  const children = workflows.filter(
    (entry) => entry.parentWorkflowId === workflowId && !ended.has(entry.workflowId)
  )
  return [
    ...new Map(
      children.map((child) => [
        child.workflowId,
        { workflow: child.name, workflowId: child.workflowId }
      ])
    ).values()
  ]
}

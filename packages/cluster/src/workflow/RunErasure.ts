import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { storableText } from "../storage/PgText.ts"
import { retrySql } from "../storage/SqlRetry.ts"
import { executionIdOf } from "./internal/EngineWorkflow.ts"
import type { RunId } from "./WorkflowClient.ts"

/**
 * Deletes everything that is stored of a run that has ended and of its children: what they were asked,
 * what they and their agents answered, their ledger and their dead letters. A run that is erased can be
 * started again. The ledger is written behind: erase twice, a second apart, if the run has just ended.
 */
export const erase = Effect.fn("RunErasure.erase")(function* (run: RunId) {
  const sql = yield* SqlClient.SqlClient
  const withChildren = SqlSchema.findAll({
    Request: Schema.String,
    Result: Schema.Struct({ workflow: Schema.String, workflowId: Schema.String }),
    execute: (workflowId) => sql`
      WITH RECURSIVE runs AS (
        SELECT workflow_id, workflow_name FROM aethercast_workflow_instances
        WHERE parent_workflow_id = ${workflowId}
        UNION
        SELECT child.workflow_id, child.workflow_name
        FROM aethercast_workflow_instances child JOIN runs ON child.parent_workflow_id = runs.workflow_id
      )
      SELECT workflow_name AS workflow, workflow_id AS "workflowId" FROM runs
    `
  })
  const eraseStored = Effect.gen(function* () {
    const runs = [run, ...(yield* withChildren(storableText(run.workflowId)))]
    const entities = yield* Effect.forEach(runs, ({ workflow, workflowId }) =>
      executionIdOf(workflow, workflowId)
    )
    const workflowIds = runs.map(({ workflowId }) => storableText(workflowId))
    yield* sql`
      WITH gone AS (
        DELETE FROM aethercast_messages WHERE ${sql.in("entity_id", entities)} RETURNING id
      )
      DELETE FROM aethercast_replies USING gone WHERE request_id = gone.id
    `
    yield* sql`DELETE FROM aethercast_dead_letters WHERE ${sql.in("workflow_id", workflowIds)}`
    // Their tasks go with them, by the foreign key.
    yield* sql`DELETE FROM aethercast_workflow_instances WHERE ${sql.in("workflow_id", workflowIds)}`
  })
  yield* retrySql(sql.withTransaction(eraseStored))
})

import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema, type Statement } from "effect/sql"
import { type TaskStatus } from "../agent/Task.ts"
import { storableText } from "../storage/PgText.ts"
import { retrySql } from "../storage/SqlRetry.ts"
import { TaskRecord, WorkflowRecord } from "./LedgerRecord.ts"

/** The ledger, for operators. It is written behind: what happened in the last 50 ms may be missing. */
export class LedgerReader extends Context.Service<
  LedgerReader,
  {
    /** Newest first. */
    workflows(filter: {
      readonly status?: TaskStatus | undefined
      readonly limit: number
    }): Effect.Effect<ReadonlyArray<WorkflowRecord>>
    workflow(id: string): Effect.Effect<Option.Option<WorkflowRecord>>
    /** The tasks of a workflow in the order in which they were requested, at most 10,000. */
    tasks(workflowId: string): Effect.Effect<ReadonlyArray<TaskRecord>>
    task(id: string): Effect.Effect<Option.Option<TaskRecord>>
    /** The versions of a workflow that have ever run, ascending. */
    versionsRun(workflowName: string): Effect.Effect<ReadonlyArray<number>>
  }
>()("@aethercast/cluster/LedgerReader") {
  static readonly layer = Layer.effect(
    LedgerReader,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const workflows = selectWorkflows(sql)
      const tasks = selectTasks(sql)

      return LedgerReader.of({
        workflows: Effect.fn("LedgerReader.workflows")(({ limit, status = null }) =>
          workflows(sql`
            SELECT * FROM aethercast_workflow_instances
            WHERE ${status}::text IS NULL OR status = ${status}
            ORDER BY created_at DESC, workflow_id LIMIT ${limit}
          `)
        ),
        workflow: Effect.fn("LedgerReader.workflow")((id) =>
          Effect.map(
            workflows(sql`
              SELECT * FROM aethercast_workflow_instances WHERE workflow_id = ${storableText(id)}
            `),
            first
          )
        ),
        tasks: Effect.fn("LedgerReader.tasks")((workflowId) =>
          tasks(sql`
            WHERE workflow_id = ${storableText(workflowId)}
            ORDER BY created_at, task_order, task_id LIMIT 10000
          `)
        ),
        task: Effect.fn("LedgerReader.task")((id) =>
          Effect.map(tasks(sql`WHERE task_id = ${storableText(id)}`), first)
        ),
        versionsRun: Effect.fn("LedgerReader.versionsRun")(function* (workflowName) {
          const rows = yield* retrySql(sql<{ readonly version: number }>`
            SELECT DISTINCT version FROM aethercast_workflow_instances
            WHERE workflow_name = ${storableText(workflowName)} ORDER BY version
          `)
          return rows.map(({ version }) => version)
        })
      })
    })
  )
}

/** Reads the workflows that a subquery gives, each with a tally of its tasks. */
const selectWorkflows = (sql: SqlClient.SqlClient) => (subquery: Statement.Fragment) =>
  decoded(
    WorkflowRecord,
    sql`
      SELECT w.workflow_id AS id, w.workflow_name AS name, w.version, w.status,
        w.session_id AS "sessionId", w.parent_workflow_id AS "parentWorkflowId", w.trigger_event_type AS trigger, w.context_data AS context,
        w.error_message AS error, ${millis(sql, "w.created_at")} AS "createdAt",
        ${millis(sql, "w.updated_at")} AS "updatedAt",
        ${millis(sql, "w.completed_at")} AS "completedAt", t.tasks, t.failed AS "failedTasks", t.cost
      FROM (${subquery}) AS w
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS tasks, count(*) FILTER (WHERE status = 'FAILED')::int AS failed,
          coalesce(sum(cost), 0)::float8 AS cost
        FROM aethercast_task_instances WHERE workflow_id = w.workflow_id
      ) AS t
      ORDER BY w.created_at DESC, w.workflow_id
    `
  )

const selectTasks = (sql: SqlClient.SqlClient) => (condition: Statement.Fragment) =>
  decoded(
    TaskRecord,
    sql`
      SELECT task_id AS id, workflow_id AS "workflowId", agent_name AS agent,
        agent_version AS version, task_order AS "order", status, priority, retry_count AS retries,
        cost, input_params AS input, output_result_summary AS output, error_details AS error,
        coalesce(events, '[]') AS events, ${millis(sql, "created_at")} AS "createdAt",
        ${millis(sql, "started_at")} AS "startedAt", ${millis(sql, "completed_at")} AS "completedAt"
      FROM aethercast_task_instances ${condition}
    `
  )

const millis = (sql: SqlClient.SqlClient, column: string) =>
  sql`(extract(epoch FROM ${sql.literal(column)}) * 1000)::float8`

const decoded = <A, I>(record: Schema.Codec<A, I>, statement: Statement.Statement<unknown>) =>
  retrySql(
    SqlSchema.findAll({ Request: Schema.Void, Result: record, execute: () => statement })(undefined)
  )

const first = <A>([only]: ReadonlyArray<A>): Option.Option<A> => Option.fromUndefinedOr(only)

import type { SqlClient, Statement } from "effect/sql"
import { TaskStatus } from "../../agent/Task.ts"
import { storableJson } from "../../storage/PgText.ts"
import { maxExecutions } from "../Execution.ts"
import type { Rows } from "./LedgerBatch.ts"

/**
 * Writes workflows and tasks in one statement. It merges each row with the stored one, as
 * `LedgerRow.mergeWorkflow` and `mergeTask` do.
 *
 * The entries of a task may arrive before those of its workflow, from another node: then the row of
 * the workflow is inserted for it. A task that one node gave up and another answers is no dead letter
 * any more. Rows are locked in the order of their keys, so that two nodes seldom deadlock; Postgres
 * ends one of two that do, and that one retries.
 */
export const upsert = (sql: SqlClient.SqlClient, { tasks, workflows }: Rows) => {
  const statuses = sql.literal(`ARRAY['${TaskStatus.literals.join("', '")}']`)
  const status = sql`
    CASE WHEN stored.completed_at IS NULL
      AND array_position(${statuses}, excluded.status) > array_position(${statuses}, stored.status)
    THEN excluded.status ELSE stored.status END
  `
  const time = (column: string) => sql.literal(`to_timestamp(${column} / 1000)`)
  return sql`
    WITH new_workflows AS (
      SELECT * FROM jsonb_to_recordset(${text(workflows)}::text::jsonb) AS row (
        workflow_id text, workflow_name text, session_id text, parent_workflow_id text,
        trigger_event_type text, version integer, status text, context_data jsonb, error_message text,
        created_at double precision, updated_at double precision, completed_at double precision
      )
    ), new_tasks AS (
      SELECT * FROM jsonb_to_recordset(${text(tasks)}::text::jsonb) AS row (
        task_id text, workflow_id text, agent_name text, agent_version integer, task_order integer,
        status text, input_params jsonb, output_result_summary jsonb, error_details jsonb,
        correlation_id text, priority integer, executions jsonb, created_at double precision, started_at double precision,
        completed_at double precision
      )
    ), missing_workflows AS (
      INSERT INTO aethercast_workflow_instances (workflow_id)
      SELECT DISTINCT workflow_id FROM new_tasks
      WHERE workflow_id NOT IN (SELECT workflow_id FROM new_workflows)
      ORDER BY workflow_id
      ON CONFLICT DO NOTHING
    ), answered_letters AS (
      UPDATE aethercast_dead_letters letter
      SET status = 'REPLAYED', reason = 'It was answered after all', settled_at = task.completed_at
      FROM new_tasks task
      WHERE letter.task_id = task.task_id AND letter.status = 'WAITING'
        AND task.status = 'COMPLETED' AND letter.died_at < task.completed_at
    ), workflows AS (
      INSERT INTO aethercast_workflow_instances AS stored (
        workflow_id, workflow_name, session_id, parent_workflow_id, trigger_event_type, version,
        status, context_data, error_message, created_at, updated_at, completed_at
      )
      SELECT workflow_id, workflow_name, session_id, parent_workflow_id, trigger_event_type, version,
        status, coalesce(context_data, '{}'), error_message,
        ${time("created_at")}, ${time("updated_at")},
        ${time("completed_at")}
      FROM new_workflows ORDER BY workflow_id
      ON CONFLICT (workflow_id) DO UPDATE SET
        workflow_name = excluded.workflow_name,
        session_id = coalesce(excluded.session_id, stored.session_id),
        parent_workflow_id = coalesce(excluded.parent_workflow_id, stored.parent_workflow_id),
        trigger_event_type = excluded.trigger_event_type,
        version = excluded.version,
        status = ${status},
        context_data = CASE WHEN excluded.context_data = '{}'
          THEN stored.context_data ELSE excluded.context_data END,
        error_message = coalesce(excluded.error_message, stored.error_message),
        created_at = least(stored.created_at, excluded.created_at),
        updated_at = excluded.updated_at,
        completed_at = coalesce(stored.completed_at, excluded.completed_at)
    )
    INSERT INTO aethercast_task_instances AS stored (
      task_id, workflow_id, agent_name, agent_version, task_order, status, input_params,
      output_result_summary, error_details, correlation_id, priority, created_at, started_at,
      completed_at, executions, retry_count, cost, events
    )
    SELECT task_id, workflow_id, agent_name, agent_version, task_order, status, input_params,
      output_result_summary, error_details, correlation_id, priority, ${time("created_at")},
      ${time("started_at")}, ${time("completed_at")}, totals.*
    FROM new_tasks, LATERAL (${totals(sql, sql`new_tasks.executions`)}) AS totals ORDER BY task_id
    ON CONFLICT (task_id) DO UPDATE SET
      status = ${status},
      input_params = coalesce(stored.input_params, excluded.input_params),
      output_result_summary = coalesce(excluded.output_result_summary, stored.output_result_summary),
      error_details = coalesce(excluded.error_details, stored.error_details),
      created_at = least(stored.created_at, excluded.created_at),
      started_at = coalesce(stored.started_at, excluded.started_at),
      completed_at = coalesce(stored.completed_at, excluded.completed_at),
      (executions, retry_count, cost, events) = (${totals(sql, merged(sql))})
  `
}

/** The executions of both rows, as `Execution.put` merges them. */
const merged = (sql: SqlClient.SqlClient) => sql`
  (
    SELECT coalesce(jsonb_agg(execution ORDER BY execution -> 'beganAt'), '[]') FROM (
      SELECT execution FROM (
        SELECT execution FROM jsonb_array_elements(excluded.executions) AS execution
        UNION ALL
        SELECT execution FROM jsonb_array_elements(stored.executions) AS execution
        WHERE NOT EXISTS (
          SELECT FROM jsonb_array_elements(excluded.executions) AS newer
          WHERE newer -> 'beganAt' = execution -> 'beganAt'
        )
      ) AS either
      ORDER BY execution -> 'beganAt' DESC LIMIT ${maxExecutions}
    ) AS last
  )
`

/** Executions, and their totals. */
const totals = (sql: SqlClient.SqlClient, executions: Statement.Fragment) => sql`
  SELECT executions,
    (SELECT coalesce(sum(n::int), 0) FROM jsonb_path_query(executions, '$[*].retries') AS n),
    (SELECT coalesce(sum(n::float8), 0) FROM jsonb_path_query(executions, '$[*].cost') AS n),
    jsonb_path_query_array(executions, '$[*].events[*]')
  FROM (SELECT ${executions} AS executions) AS these
`

const text = (rows: ReadonlyArray<object>) => storableJson(JSON.stringify(rows))

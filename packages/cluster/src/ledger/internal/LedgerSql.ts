import type { Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { storableJson } from "../../storage/PgText.ts"
import { TaskStatus } from "../../agent/Task.ts"

/** A row of `aethercast_workflow_instances`; moments are epoch milliseconds, what is absent leaves what is known. */
export interface WorkflowInstance {
  readonly workflow_id: string
  readonly workflow_name: string
  readonly session_id?: string | undefined
  readonly trigger_event_type: string
  readonly version: number
  readonly status: TaskStatus
  readonly context_data?: Schema.Json | undefined
  readonly error_message?: string | undefined
  readonly created_at?: number | undefined
  readonly updated_at: number
  readonly completed_at?: number | undefined
}

/** A row of `aethercast_task_instances`. */
export interface TaskInstance {
  readonly task_id: string
  readonly workflow_id: string
  readonly agent_name: string
  readonly agent_version: number
  readonly task_order: number
  readonly status: TaskStatus
  readonly input_params?: Schema.Json | undefined
  readonly output_result_summary?: Schema.Json | undefined
  readonly error_details?: Schema.Json | undefined
  readonly retry_count: number
  readonly correlation_id: string
  readonly priority: number
  /** What supervision decided about it so far, in order. */
  readonly events?: Schema.Json | undefined
  /** In the units of the agent's card. */
  readonly cost: number
  readonly created_at?: number | undefined
  readonly started_at?: number | undefined
  readonly completed_at?: number | undefined
}

/**
 * One row of what was told of a workflow before and now, as the database puts them together: an end
 * stays, nothing goes back, and what a run that is repeated tells again did not happen again.
 */
export const foldWorkflow = (
  known: WorkflowInstance,
  told: WorkflowInstance
): WorkflowInstance => ({
  ...told,
  session_id: told.session_id ?? known.session_id,
  status: furthest(known, told),
  context_data: told.context_data ?? known.context_data,
  error_message: told.error_message ?? known.error_message,
  created_at: known.created_at ?? told.created_at,
  completed_at: known.completed_at ?? told.completed_at
})

/** See `foldWorkflow`. */
export const foldTask = (known: TaskInstance, told: TaskInstance): TaskInstance => ({
  ...told,
  status: furthest(known, told),
  input_params: known.input_params ?? told.input_params,
  output_result_summary: told.output_result_summary ?? known.output_result_summary,
  error_details: told.error_details ?? known.error_details,
  retry_count: Math.max(known.retry_count, told.retry_count),
  events: told.events ?? known.events,
  cost: Math.max(known.cost, told.cost),
  created_at: known.created_at ?? told.created_at,
  started_at: known.started_at ?? told.started_at,
  completed_at: known.completed_at ?? told.completed_at
})

interface Standing {
  readonly status: TaskStatus
  readonly completed_at?: number | undefined
}

const furthest = (known: Standing, told: Standing): TaskStatus =>
  known.completed_at === undefined && stage(told.status) > stage(known.status)
    ? told.status
    : known.status

const stage = (status: TaskStatus) => TaskStatus.literals.indexOf(status)

/**
 * Writes workflows and tasks, in one statement. A task may be told before its workflow is, by another
 * node: its row is then opened for it. One that was given up on a node that died, and is answered by
 * the next, is no dead letter any more. Rows of a kind are met in the order of their keys, so that two
 * nodes seldom wait for each other; Postgres refuses one of those that do, which tries again.
 */
export const upsert = (
  sql: SqlClient.SqlClient,
  workflows: Iterable<WorkflowInstance>,
  tasks: Iterable<TaskInstance>
) => {
  const stages = sql.literal(`ARRAY['${TaskStatus.literals.join("', '")}']`)
  const status = sql`
    CASE WHEN known.completed_at IS NULL
      AND array_position(${stages}, excluded.status) > array_position(${stages}, known.status)
    THEN excluded.status ELSE known.status END
  `
  const moment = (column: string) => sql.literal(`to_timestamp(${column} / 1000)`)
  return sql`
    WITH told_workflows AS (
      SELECT * FROM jsonb_to_recordset(${text(workflows)}::text::jsonb) AS row (
        workflow_id text, workflow_name text, session_id text, trigger_event_type text,
        version integer, status text, context_data jsonb, error_message text,
        created_at double precision, updated_at double precision, completed_at double precision
      )
    ), told_tasks AS (
      SELECT * FROM jsonb_to_recordset(${text(tasks)}::text::jsonb) AS row (
        task_id text, workflow_id text, agent_name text, agent_version integer, task_order integer,
        status text, input_params jsonb, output_result_summary jsonb, error_details jsonb,
        retry_count integer, correlation_id text, priority integer, events jsonb,
        cost double precision, created_at double precision, started_at double precision,
        completed_at double precision
      )
    ), opened AS (
      INSERT INTO aethercast_workflow_instances (workflow_id)
      SELECT DISTINCT workflow_id FROM told_tasks
      WHERE workflow_id NOT IN (SELECT workflow_id FROM told_workflows)
      ORDER BY workflow_id
      ON CONFLICT DO NOTHING
    ), answered AS (
      UPDATE aethercast_dead_letters letter
      SET status = 'REPLAYED', reason = 'It was answered after all', settled_at = told.completed_at
      FROM told_tasks told
      WHERE letter.task_id = told.task_id AND letter.status = 'WAITING'
        AND told.status = 'COMPLETED' AND letter.died_at < told.completed_at
    ), workflows AS (
      INSERT INTO aethercast_workflow_instances AS known (
        workflow_id, workflow_name, session_id, trigger_event_type, version, status, context_data,
        error_message, created_at, updated_at, completed_at
      )
      SELECT workflow_id, workflow_name, session_id, trigger_event_type, version, status,
        coalesce(context_data, '{}'), error_message,
        ${moment("coalesce(created_at, updated_at)")}, ${moment("updated_at")},
        ${moment("completed_at")}
      FROM told_workflows ORDER BY workflow_id
      ON CONFLICT (workflow_id) DO UPDATE SET
        workflow_name = excluded.workflow_name,
        session_id = coalesce(excluded.session_id, known.session_id),
        trigger_event_type = excluded.trigger_event_type,
        version = excluded.version,
        status = ${status},
        context_data = known.context_data || excluded.context_data,
        error_message = coalesce(excluded.error_message, known.error_message),
        created_at = least(known.created_at, excluded.created_at),
        updated_at = excluded.updated_at,
        completed_at = coalesce(known.completed_at, excluded.completed_at)
    )
    INSERT INTO aethercast_task_instances AS known (
      task_id, workflow_id, agent_name, agent_version, task_order, status, input_params,
      output_result_summary, error_details, retry_count, correlation_id, priority, events, cost,
      created_at, started_at, completed_at
    )
    SELECT task_id, workflow_id, agent_name, agent_version, task_order, status, input_params,
      output_result_summary, error_details, retry_count, correlation_id, priority, events, cost,
      ${moment("coalesce(created_at, started_at, completed_at)")}, ${moment("started_at")},
      ${moment("completed_at")}
    FROM told_tasks ORDER BY task_id
    ON CONFLICT (task_id) DO UPDATE SET
      status = ${status},
      input_params = coalesce(known.input_params, excluded.input_params),
      output_result_summary = coalesce(excluded.output_result_summary, known.output_result_summary),
      error_details = coalesce(excluded.error_details, known.error_details),
      retry_count = greatest(known.retry_count, excluded.retry_count),
      events = coalesce(excluded.events, known.events),
      cost = greatest(known.cost, excluded.cost),
      created_at = least(known.created_at, excluded.created_at),
      started_at = coalesce(known.started_at, excluded.started_at),
      completed_at = coalesce(known.completed_at, excluded.completed_at)
  `
}

const text = (rows: Iterable<object>) => storableJson(JSON.stringify([...rows]))

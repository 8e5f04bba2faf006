import { retrySql } from "@aethercast/cluster/SqlRetry"
import { TaskStatus } from "@aethercast/cluster/Task"
import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema, type Statement } from "effect/sql"

const Moment = Schema.NullOr(Schema.Finite)

/** A workflow as the ledger tells it; all times are epoch milliseconds. */
export class StoredWorkflow extends Schema.Class<StoredWorkflow>(
  "@aethercast/server/StoredWorkflow"
)({
  id: Schema.String,
  name: Schema.String,
  version: Schema.Int,
  status: TaskStatus,
  sessionId: Schema.NullOr(Schema.String),
  trigger: Schema.String,
  context: Schema.Json,
  error: Schema.NullOr(Schema.String),
  begunAt: Schema.Finite,
  updatedAt: Schema.Finite,
  endedAt: Moment,
  tasks: Schema.Int,
  failedTasks: Schema.Int,
  cost: Schema.Finite
}) {}

/** A task as the ledger tells it. */
export class StoredTask extends Schema.Class<StoredTask>("@aethercast/server/StoredTask")({
  id: Schema.String,
  workflowId: Schema.String,
  agent: Schema.String,
  version: Schema.Int,
  order: Schema.Int,
  status: TaskStatus,
  priority: Schema.Int,
  retries: Schema.Int,
  cost: Schema.Finite,
  input: Schema.Json,
  output: Schema.Json,
  error: Schema.Json,
  /** What supervision decided, in order, as `SupervisionEvent` encodes it, with `at` in epoch milliseconds. */
  events: Schema.Array(Schema.Json),
  askedAt: Schema.Finite,
  startedAt: Moment,
  endedAt: Moment
}) {}

/** At most `limit`, the latest first. */
export const workflows = Effect.fn("Stored.workflows")(function* (filter: {
  readonly status: TaskStatus | undefined
  readonly limit: number
}) {
  const sql = yield* SqlClient.SqlClient
  const status = filter.status ?? null
  return yield* retrySql(
    readWorkflows(sql`
      SELECT ${workflowColumns(sql)} FROM (
        SELECT * FROM aethercast_workflow_instances
        WHERE ${status}::text IS NULL OR status = ${status}
        ORDER BY created_at DESC, workflow_id LIMIT ${filter.limit}
      ) AS w ${tallied(sql)}
      ORDER BY w.created_at DESC, w.workflow_id
    `)
  )
})

export const workflow = Effect.fn("Stored.workflow")(function* (id: string) {
  const sql = yield* SqlClient.SqlClient
  const [only] = yield* retrySql(
    readWorkflows(sql`
      SELECT ${workflowColumns(sql)} FROM aethercast_workflow_instances AS w ${tallied(sql)}
      WHERE w.workflow_id = ${id}
    `)
  )
  return only
})

/** Of a workflow, in the order in which it asked for them; at most 10,000. */
export const tasks = Effect.fn("Stored.tasks")(function* (workflowId: string) {
  const sql = yield* SqlClient.SqlClient
  return yield* retrySql(
    readTasks(sql`
      SELECT ${taskColumns(sql)} FROM aethercast_task_instances WHERE workflow_id = ${workflowId}
      ORDER BY created_at, task_order, task_id LIMIT 10000
    `)
  )
})

export const task = Effect.fn("Stored.task")(function* (id: string) {
  const sql = yield* SqlClient.SqlClient
  const [only] = yield* retrySql(
    readTasks(sql`SELECT ${taskColumns(sql)} FROM aethercast_task_instances WHERE task_id = ${id}`)
  )
  return only
})

/** The versions of a workflow that ever ran, the lowest first. */
export const versionsOfWorkflow = Effect.fn("Stored.versionsOfWorkflow")(function* (name: string) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* retrySql(sql<{ readonly version: number }>`
    SELECT DISTINCT version FROM aethercast_workflow_instances WHERE workflow_name = ${name} ORDER BY version
  `)
  return rows.map(({ version }) => version)
})

const reading =
  <A, I>(row: Schema.Codec<A, I>) =>
  (statement: Statement.Statement<unknown>) =>
    SqlSchema.findAll({ Request: Schema.Void, Result: row, execute: () => statement })()

const readWorkflows = reading(StoredWorkflow)
const readTasks = reading(StoredTask)

const millis = (sql: SqlClient.SqlClient, column: string) =>
  sql`(extract(epoch FROM ${sql.literal(column)}) * 1000)::float8`

const workflowColumns = (sql: SqlClient.SqlClient) => sql`
  w.workflow_id AS id, w.workflow_name AS name, w.version, w.status, w.session_id AS "sessionId",
  w.trigger_event_type AS trigger, w.context_data AS context, w.error_message AS error,
  ${millis(sql, "w.created_at")} AS "begunAt", ${millis(sql, "w.updated_at")} AS "updatedAt",
  ${millis(sql, "w.completed_at")} AS "endedAt", t.tasks, t.failed AS "failedTasks", t.cost
`

const tallied = (sql: SqlClient.SqlClient) => sql`
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS tasks, count(*) FILTER (WHERE status = 'FAILED')::int AS failed,
      coalesce(sum(cost), 0)::float8 AS cost
    FROM aethercast_task_instances WHERE workflow_id = w.workflow_id
  ) AS t
`

const taskColumns = (sql: SqlClient.SqlClient) => sql`
  task_id AS id, workflow_id AS "workflowId", agent_name AS agent, agent_version AS version,
  task_order AS "order", status, priority, retry_count AS retries, cost, input_params AS input,
  output_result_summary AS output, error_details AS error,
  coalesce(events, '[]') AS events, ${millis(sql, "created_at")} AS "askedAt",
  ${millis(sql, "started_at")} AS "startedAt", ${millis(sql, "completed_at")} AS "endedAt"
`

import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  yield* sql`
    CREATE TABLE workflow_instances (
      workflow_id text PRIMARY KEY,
      session_id text,
      trigger_event_type text NOT NULL DEFAULT 'unknown',
      workflow_name text NOT NULL DEFAULT 'unknown',
      version integer NOT NULL DEFAULT 1,
      status text NOT NULL DEFAULT 'PENDING',
      context_data jsonb NOT NULL DEFAULT '{}',
      error_message text,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      completed_at timestamptz
    )
  `
  yield* sql`CREATE INDEX workflow_instances_created ON workflow_instances (created_at DESC)`
  yield* sql`
    CREATE TABLE task_instances (
      task_id text PRIMARY KEY,
      workflow_id text NOT NULL REFERENCES workflow_instances (workflow_id) ON DELETE CASCADE,
      agent_name text NOT NULL,
      agent_version integer NOT NULL,
      task_order integer NOT NULL,
      status text NOT NULL,
      input_params jsonb,
      output_result_summary jsonb,
      error_details jsonb,
      retry_count integer NOT NULL DEFAULT 0,
      correlation_id text NOT NULL,
      priority integer NOT NULL,
      cost double precision NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL,
      started_at timestamptz,
      completed_at timestamptz
    )
  `
  yield* sql`CREATE INDEX task_instances_workflow ON task_instances (workflow_id, task_order)`
})

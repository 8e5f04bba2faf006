import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  // Unlogged: each node writes its row again within two seconds.
  yield* sql`
    CREATE UNLOGGED TABLE agent_nodes (
      node text PRIMARY KEY,
      since double precision NOT NULL,
      agents jsonb NOT NULL,
      seen_at timestamptz NOT NULL DEFAULT now()
    )
  `
  yield* sql`
    CREATE TABLE ramps (
      kind text NOT NULL,
      name text NOT NULL,
      from_version integer NOT NULL,
      to_version integer NOT NULL,
      percent integer NOT NULL,
      changed_at double precision NOT NULL,
      PRIMARY KEY (kind, name)
    )
  `
  // Text, not jsonb, so that a replay has exactly the same input, NUL included.
  yield* sql`
    CREATE TABLE dead_letters (
      task_id text PRIMARY KEY,
      workflow_id text NOT NULL,
      agent_name text NOT NULL,
      error_tag text NOT NULL,
      letter text NOT NULL,
      status text NOT NULL,
      reason text,
      died_at double precision NOT NULL,
      settled_at double precision
    )
  `
  yield* sql`CREATE INDEX dead_letters_died ON dead_letters (died_at, task_id)`
  yield* sql`CREATE INDEX dead_letters_status ON dead_letters (status, died_at, task_id)`
  yield* sql`CREATE INDEX dead_letters_agent ON dead_letters (agent_name, died_at, task_id)`
  yield* sql`CREATE INDEX dead_letters_workflow ON dead_letters (workflow_id, died_at, task_id)`
  yield* sql`CREATE INDEX dead_letters_error ON dead_letters (error_tag, died_at, task_id)`
  yield* sql`
    CREATE INDEX dead_letters_settled ON dead_letters (settled_at) WHERE settled_at IS NOT NULL
  `
  yield* sql`
    CREATE TABLE receipts (
      key_sha256 text PRIMARY KEY,
      key text NOT NULL,
      answer text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )
  `
  yield* sql`CREATE INDEX receipts_created ON receipts (created_at)`
  yield* sql`
    CREATE INDEX workflow_instances_completed ON workflow_instances (completed_at)
    WHERE completed_at IS NOT NULL
  `
})

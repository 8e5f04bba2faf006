import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** The engine's messages and their answers, and which node has which shard. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  yield* sql`CREATE SEQUENCE engine_nodes`
  yield* sql`CREATE SEQUENCE engine_tenures`
  yield* sql`
    CREATE TABLE engine_shards (
      shard_id text PRIMARY KEY,
      tenure bigint NOT NULL,
      node bigint NOT NULL
    )
  `
  yield* sql`
    CREATE TABLE engine_messages (
      id bigint PRIMARY KEY,
      row_id bigint GENERATED ALWAYS AS IDENTITY,
      message_id text UNIQUE,
      shard_id text NOT NULL,
      entity_type text NOT NULL,
      entity_id text NOT NULL,
      kind smallint NOT NULL,
      request_id bigint NOT NULL,
      deliver_at bigint,
      envelope text NOT NULL,
      processed boolean NOT NULL DEFAULT false,
      settled_at timestamptz,
      exit text,
      last_reply_id bigint,
      claim bigint,
      read_at timestamptz
    )
  `
  // Partial, so that a read does not look at answered messages, however many are kept.
  yield* sql`
    CREATE INDEX engine_messages_unprocessed ON engine_messages (shard_id, row_id)
    WHERE NOT processed
  `
  yield* sql`CREATE INDEX engine_messages_entity ON engine_messages (entity_id, entity_type)`
  yield* sql`
    CREATE INDEX engine_messages_control ON engine_messages (request_id) WHERE kind <> 0
  `
  yield* sql`
    CREATE TABLE engine_replies (
      request_id bigint NOT NULL,
      sequence integer NOT NULL,
      id bigint NOT NULL,
      payload text NOT NULL,
      acked boolean NOT NULL DEFAULT false,
      PRIMARY KEY (request_id, sequence)
    )
  `
})

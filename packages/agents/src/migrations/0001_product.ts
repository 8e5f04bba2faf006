import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  yield* sql`
    CREATE TABLE blobs (
      sha256 text PRIMARY KEY,
      media_type text NOT NULL,
      bytes bytea NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )
  `
  // MP3 and PNG do not compress: kept out of line as they are.
  yield* sql`ALTER TABLE blobs ALTER COLUMN bytes SET STORAGE EXTERNAL`
  yield* sql`
    CREATE TABLE clips (
      clip_id text PRIMARY KEY,
      sha256 text NOT NULL REFERENCES blobs (sha256),
      frames integer NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )
  `
  yield* sql`
    CREATE TABLE snippets (
      topic_id text PRIMARY KEY,
      pooled jsonb NOT NULL,
      cover text,
      cover_alt text,
      crafted_at timestamptz NOT NULL DEFAULT now()
    )
  `
  yield* sql`
    CREATE TABLE episodes (
      episode_id text PRIMARY KEY,
      head jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    )
  `
  yield* sql`
    CREATE TABLE episode_lines (
      episode_id text NOT NULL REFERENCES episodes (episode_id) ON DELETE CASCADE,
      ordinal integer NOT NULL,
      line_id text NOT NULL,
      line jsonb NOT NULL,
      PRIMARY KEY (episode_id, ordinal),
      UNIQUE (episode_id, line_id)
    )
  `
  yield* sql`
    CREATE TABLE surfaces (
      surface_id text PRIMARY KEY,
      definition jsonb NOT NULL,
      workflow_id text NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now()
    )
  `
  yield* sql`
    CREATE TABLE places (
      session_id text PRIMARY KEY,
      place jsonb NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now()
    )
  `
})

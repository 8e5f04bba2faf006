import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Which run uses which blob, so that those that nothing uses any more can be deleted: see `Blobs`. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE blob_uses (
      sha256 text NOT NULL REFERENCES blobs (sha256),
      used_by text NOT NULL,
      PRIMARY KEY (used_by, sha256)
    )
  `
  yield* sql`CREATE INDEX blob_uses_sha256 ON blob_uses (sha256)`
  yield* sql`ALTER TABLE clips DROP CONSTRAINT clips_sha256_fkey`
  yield* sql`
    ALTER TABLE clips ADD FOREIGN KEY (sha256) REFERENCES blobs (sha256) ON DELETE CASCADE
  `
  yield* sql`CREATE INDEX clips_sha256 ON clips (sha256)`
  yield* sql`
    INSERT INTO blob_uses (sha256, used_by)
    SELECT DISTINCT sha256, 'episode:' || episode_id
    FROM episode_events JOIN clips ON clip_id = event -> 'clip' ->> 'id'
    WHERE event ->> '_tag' = 'LineFinished'
  `
  yield* sql`
    INSERT INTO blob_uses (sha256, used_by)
    SELECT sha256, used_by FROM (
      SELECT head ->> 'cover' AS path, 'episode:' || episode_id AS used_by FROM episodes
      UNION ALL
      SELECT cover, 'snippet:' || topic_id FROM snippets
    ) AS covers JOIN blobs ON path = '/media/' || sha256
    ON CONFLICT DO NOTHING
  `
})

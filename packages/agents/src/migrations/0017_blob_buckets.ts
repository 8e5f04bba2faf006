import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** The bytes of a blob are here, or in a bucket: see `BlobMoves`. */
export default Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE blobs ADD COLUMN bucket text`
  yield* sql`ALTER TABLE blobs ALTER COLUMN bytes DROP NOT NULL`
  yield* sql`
    ALTER TABLE blobs ADD CONSTRAINT blobs_bytes_or_bucket CHECK ((bytes IS NULL) <> (bucket IS NULL))
  `
  yield* sql`CREATE INDEX blobs_in_postgres ON blobs (sha256) WHERE bucket IS NULL`
  yield* sql`CREATE INDEX blobs_in_bucket ON blobs (sha256) WHERE bucket IS NOT NULL`
  // Objects that no blob is in. They are deleted as soon as the bucket can be reached.
  yield* sql`
    CREATE TABLE unused_objects (
      bucket text NOT NULL,
      sha256 text NOT NULL,
      PRIMARY KEY (bucket, sha256)
    )
  `
})

import { createHash } from "node:crypto"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Context, Effect, Layer, type Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** Identifies a blob: the SHA-256 of its bytes, 64 hexadecimal digits. */
export const BlobId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)).pipe(
  Schema.brand("BlobId")
)
export type BlobId = typeof BlobId.Type

export class Blob extends Schema.Class<Blob>("aethercast/Blob")({
  mediaType: Schema.String,
  bytes: Schema.Uint8Array
}) {}

/** Immutable bytes, shared by all nodes. A blob lives as long as a run uses it; `usedBy` is the id of one. */
export class Blobs extends Context.Service<
  Blobs,
  {
    /** Stores a blob for a run. Idempotent: equal bytes are one blob. */
    put(blob: Blob, usedBy: string): Effect.Effect<BlobId>
    get(id: BlobId): Effect.Effect<Option.Option<Blob>>
    /** Another run uses these blobs, too; false when one of them is there no longer. */
    share(ids: ReadonlyArray<BlobId>, usedBy: string): Effect.Effect<boolean>
    /** A run needs none of its blobs any more. Those that no other run uses are deleted, with their clips. */
    release(usedBy: string): Effect.Effect<void>
  }
>()("@aethercast/agents/store/Blobs") {
  static readonly layer = Layer.effect(
    Blobs,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const find = SqlSchema.findOneOption({
        Request: BlobId,
        Result: Blob,
        execute: (id) =>
          sql`SELECT media_type AS "mediaType", bytes FROM blobs WHERE sha256 = ${id}`
      })
      return Blobs.of({
        put: Effect.fn("Blobs.put")(function* (blob: Blob, usedBy: string) {
          const id = blobIdOf(blob.bytes)
          yield* sql`
            WITH stored AS (
              INSERT INTO blobs (sha256, media_type, bytes)
              VALUES (${id}, ${blob.mediaType}, ${blob.bytes})
              ON CONFLICT DO NOTHING
            )
            INSERT INTO blob_uses (sha256, used_by) VALUES (${id}, ${usedBy}) ON CONFLICT DO NOTHING
          `
          return id
        }, retrySql),
        get: Effect.fn("Blobs.get")((id: BlobId) => retrySql(find(id))),
        share: Effect.fn("Blobs.share")((ids: ReadonlyArray<BlobId>, usedBy: string) =>
          retrySql(sql.withTransaction(shareAll(sql, [...new Set(ids)], usedBy)))
        ),
        release: Effect.fn("Blobs.release")(function* (usedBy: string) {
          yield* sql.withTransaction(deleteUnused(sql, usedBy))
        }, retrySql)
      })
    })
  )
}

/**
 * The lock makes a run that begins to use one of these blobs meanwhile wait; then it does not find the
 * blob. The statements are separate so that the last one sees the uses that were committed before the lock.
 */
const deleteUnused = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, usedBy: string) {
  yield* sql`
    SELECT FROM blobs WHERE sha256 IN (SELECT sha256 FROM blob_uses WHERE used_by = ${usedBy})
    ORDER BY sha256 FOR UPDATE
  `
  const released = yield* sql<{ readonly sha256: string }>`
    DELETE FROM blob_uses WHERE used_by = ${usedBy} RETURNING sha256
  `
  yield* sql`
    DELETE FROM blobs WHERE ${sql.in(
      "sha256",
      released.map(({ sha256 }) => sha256)
    )} AND NOT EXISTS (SELECT FROM blob_uses WHERE blob_uses.sha256 = blobs.sha256)
  `
})

/** The lock makes a run that releases one of these blobs meanwhile wait; then it sees that it is used. */
const shareAll = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  ids: ReadonlyArray<BlobId>,
  usedBy: string
) {
  if (ids.length === 0) return true
  const found = yield* sql`
    SELECT sha256 FROM blobs WHERE ${sql.in("sha256", ids)} ORDER BY sha256 FOR KEY SHARE
  `
  if (found.length < ids.length) return false
  yield* sql`
    INSERT INTO blob_uses (sha256, used_by)
    SELECT sha256, ${usedBy} FROM blobs WHERE ${sql.in("sha256", ids)}
    ON CONFLICT DO NOTHING
  `
  return true
})

/** The id of the blob with these bytes. */
export const blobIdOf = (bytes: Uint8Array): BlobId =>
  BlobId.make(createHash("sha256").update(bytes).digest("hex"))

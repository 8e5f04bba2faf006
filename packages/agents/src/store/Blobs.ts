import { createHash } from "node:crypto"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { type Objects, ObjectStore, ObjectStoreFailed, type StoredObject } from "./ObjectStore.ts"

/** Identifies a blob: the SHA-256 of its bytes, 64 hexadecimal digits. */
export const BlobId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)).pipe(
  Schema.brand("BlobId")
)
export type BlobId = typeof BlobId.Type

export class Blob extends Schema.Class<Blob>("aethercast/Blob")({
  mediaType: Schema.String,
  bytes: Schema.Uint8Array
}) {}

export interface BlobAddress {
  readonly mediaType: string
  readonly url: string
}

/** A blob is in a bucket, and this process has no credentials for one. */
export class BlobOutOfReach extends Schema.TaggedError<BlobOutOfReach>()("BlobOutOfReach", {
  id: BlobId,
  bucket: Schema.String
}) {
  override readonly message = `The blob ${this.id} is in the bucket ${this.bucket}; this process has none configured.`
}

/**
 * Immutable bytes, shared by all nodes. A blob lives as long as a run uses it; `usedBy` is the id of one.
 * A new one is in Postgres; `BlobMoves` moves it to a bucket where there is one.
 */
export class Blobs extends Context.Service<
  Blobs,
  {
    /** Stores a blob for a run. Idempotent: equal bytes are one blob. */
    put(blob: Blob, usedBy: string): Effect.Effect<BlobId>
    /** Dies when the blob is in a bucket that cannot be reached. */
    get(id: BlobId): Effect.Effect<Option.Option<Blob>>
    /** Where a browser finds a blob that is in a bucket, for an hour at least. */
    address(id: BlobId): Effect.Effect<Option.Option<BlobAddress>>
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
        Result: Row,
        execute: (id) =>
          sql`SELECT media_type AS "mediaType", bytes, bucket FROM blobs WHERE sha256 = ${id}`
      })
      const place = SqlSchema.findOneOption({
        Request: BlobId,
        Result: Schema.Struct({ mediaType: Schema.String, bucket: Schema.String }),
        execute: (id) => sql`
          SELECT media_type AS "mediaType", bucket FROM blobs
          WHERE sha256 = ${id} AND bucket IS NOT NULL
        `
      })
      const objects = yield* ObjectStore

      const load = Effect.fnUntraced(function* (id: BlobId) {
        const row = yield* retrySql(find(id))
        if (Option.isNone(row)) return Option.none()
        const { bucket, bytes, mediaType } = row.value
        if (bytes !== null) return Option.some(new Blob({ mediaType, bytes }))
        if (Option.isNone(objects)) return yield* new BlobOutOfReach({ id, bucket })
        const object = yield* readObject(objects.value, bucket, id)
        return Option.map(object, (bytes) => new Blob({ mediaType, bytes }))
      }, Effect.orDie)

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
        get: Effect.fn("Blobs.get")(function* (id: BlobId) {
          const blob = yield* load(id)
          // Without its object, the blob may have moved to Postgres meanwhile.
          return Option.isSome(blob) ? blob : yield* load(id)
        }),
        address: Effect.fn("Blobs.address")(function* (id: BlobId) {
          const found = yield* place(id)
          if (Option.isNone(found) || Option.isNone(objects)) return Option.none()
          const { bucket, mediaType } = found.value
          return Option.some({
            mediaType,
            url: yield* objects.value.signedUrl(objectOf(bucket, id))
          })
        }, retrySql),
        share: Effect.fn("Blobs.share")((ids: ReadonlyArray<BlobId>, usedBy: string) =>
          ids.length === 0
            ? Effect.succeed(true)
            : retrySql(sql.withTransaction(shareAll(sql, [...new Set(ids)], usedBy)))
        ),
        release: Effect.fn("Blobs.release")(function* (usedBy: string) {
          yield* sql.withTransaction(deleteUnused(sql, usedBy))
        }, retrySql)
      })
    })
  )
}

/** A blob is completely in Postgres, or completely in a bucket. */
const Row = Schema.Union([
  Schema.Struct({
    mediaType: Schema.String,
    bytes: Schema.Uint8Array,
    bucket: Schema.Null
  }),
  Schema.Struct({ mediaType: Schema.String, bytes: Schema.Null, bucket: Schema.String })
])

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
    WITH deleted AS (
      DELETE FROM blobs WHERE ${sql.in(
        "sha256",
        released.map(({ sha256 }) => sha256)
      )} AND NOT EXISTS (SELECT FROM blob_uses WHERE blob_uses.sha256 = blobs.sha256)
      RETURNING sha256, bucket
    )
    INSERT INTO unused_objects (bucket, sha256)
    SELECT bucket, sha256 FROM deleted WHERE bucket IS NOT NULL ON CONFLICT DO NOTHING
  `
})

/** The lock makes a run that releases one of these blobs meanwhile wait; then it sees that it is used. */
const shareAll = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  ids: ReadonlyArray<BlobId>,
  usedBy: string
) {
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

/** The object that is a blob in a bucket. */
export const objectOf = (bucket: string, id: BlobId): StoredObject => ({
  bucket,
  name: `blobs/${id}`
})

/** The bytes of a blob in a bucket; none when its object is missing. */
export const readObject = Effect.fn("Blobs.readObject")(function* (
  objects: Objects,
  bucket: string,
  id: BlobId
) {
  const bytes = yield* objects.get(objectOf(bucket, id))
  if (Option.exists(bytes, (found) => blobIdOf(found) !== id)) {
    return yield* new ObjectStoreFailed({ reason: "Corrupt" })
  }
  return bytes
})

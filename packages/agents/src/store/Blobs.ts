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

/** Immutable bytes, shared by all nodes. */
export class Blobs extends Context.Service<
  Blobs,
  {
    /** Idempotent: equal bytes are one blob. */
    put(blob: Blob): Effect.Effect<BlobId>
    get(id: BlobId): Effect.Effect<Option.Option<Blob>>
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
        put: Effect.fn("Blobs.put")(function* (blob: Blob) {
          const id = blobIdOf(blob.bytes)
          yield* sql`
            INSERT INTO blobs (sha256, media_type, bytes)
            VALUES (${id}, ${blob.mediaType}, ${blob.bytes})
            ON CONFLICT DO NOTHING
          `
          return id
        }, retrySql),
        get: Effect.fn("Blobs.get")((id: BlobId) => retrySql(find(id)))
      })
    })
  )
}

/** The id of the blob with these bytes. */
export const blobIdOf = (bytes: Uint8Array): BlobId =>
  BlobId.make(createHash("sha256").update(bytes).digest("hex"))

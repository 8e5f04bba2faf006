import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Context, Duration, Effect, Layer, Option, Result, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { BlobId, objectOf, readObject } from "./Blobs.ts"
import type { Objects, ObjectStoreFailed } from "./ObjectStore.ts"

/** What a run of moves has done. It skips blobs that another process moves or deletes meanwhile. */
export interface MoveReport {
  readonly moved: number
  /** Blobs whose objects are missing in the bucket: deleted by somebody else. */
  readonly missing: number
  /** What ended the run before everything was moved. Another run continues. */
  readonly failure: Option.Option<ObjectStoreFailed>
}

/**
 * Moves blobs between Postgres and a bucket. Also when a process is killed, a blob is completely in one
 * of them, and every object in the bucket is that of a blob or listed in `unused_objects`.
 */
export class BlobMoves extends Context.Service<
  BlobMoves,
  {
    /** Moves the blobs that were stored at least so long ago. */
    toBucket(objects: Objects, bucket: string, age: Duration.Duration): Effect.Effect<MoveReport>
    toPostgres(objects: Objects): Effect.Effect<MoveReport>
    /** Deletes the objects that are listed in `unused_objects`. */
    deleteUnused(objects: Objects): Effect.Effect<MoveReport>
  }
>()("@aethercast/agents/store/BlobMoves") {
  static readonly layer = Layer.effect(
    BlobMoves,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      // The lock leaves out a blob that another process is moving: once moved, it must not be listed.
      const listNext = SqlSchema.findOneOption({
        Request: Schema.Struct({
          after: Schema.String,
          bucket: Schema.String,
          ageMillis: Schema.Finite
        }),
        Result: Schema.Struct({ id: BlobId }),
        execute: ({ after, ageMillis, bucket }) => sql`
          WITH next AS (
            SELECT sha256 FROM blobs
            WHERE bucket IS NULL AND sha256 > ${after}
              AND created_at <= now() - ${ageMillis} * interval '1 millisecond'
            ORDER BY sha256 LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
          ), listed AS (
            INSERT INTO unused_objects (bucket, sha256) SELECT ${bucket}, sha256 FROM next
            ON CONFLICT DO NOTHING
          )
          SELECT sha256 AS id FROM next
        `
      })

      // The locks make a run that releases the blob wait, and keep its object from being deleted.
      const lockListed = SqlSchema.findOneOption({
        Request: Schema.Struct({ bucket: Schema.String, id: BlobId }),
        Result: Schema.Struct({ mediaType: Schema.String, bytes: Schema.Uint8Array }),
        execute: ({ bucket, id }) => sql`
          SELECT media_type AS "mediaType", bytes
          FROM blobs JOIN unused_objects AS object USING (sha256)
          WHERE sha256 = ${id} AND blobs.bucket IS NULL AND object.bucket = ${bucket}
          FOR NO KEY UPDATE SKIP LOCKED
        `
      })

      const lockNextInBucket = SqlSchema.findOneOption({
        Request: Schema.String,
        Result: Placed,
        execute: (after) => sql`
          SELECT sha256 AS id, bucket FROM blobs WHERE bucket IS NOT NULL AND sha256 > ${after}
          ORDER BY sha256 LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
        `
      })

      const lockNextUnused = SqlSchema.findOneOption({
        Request: Schema.String,
        Result: Placed,
        execute: (after) => sql`
          SELECT sha256 AS id, bucket FROM unused_objects WHERE sha256 > ${after}
          ORDER BY sha256 LIMIT 1 FOR UPDATE SKIP LOCKED
        `
      })

      const moveListed = Effect.fnUntraced(function* (
        objects: Objects,
        bucket: string,
        id: BlobId
      ) {
        const blob = yield* lockListed({ bucket, id })
        if (Option.isNone(blob)) return Result.succeed<Outcome>("skipped")
        const { bytes, mediaType } = blob.value
        return yield* attempt(objects.put(objectOf(bucket, id), bytes, mediaType), () =>
          Effect.gen(function* () {
            yield* sql`UPDATE blobs SET bytes = NULL, bucket = ${bucket} WHERE sha256 = ${id}`
            yield* sql`DELETE FROM unused_objects WHERE bucket = ${bucket} AND sha256 = ${id}`
            return "moved" as const
          })
        )
      }, sql.withTransaction)

      const moveNextBack = Effect.fnUntraced(function* (objects: Objects, after: string) {
        const next = yield* lockNextInBucket(after)
        if (Option.isNone(next)) return Option.none<Step>()
        const { bucket, id } = next.value
        const outcome = yield* attempt(readObject(objects, bucket, id), (bytes) =>
          Effect.gen(function* () {
            if (Option.isNone(bytes)) return "missing" as const
            yield* sql`
              UPDATE blobs SET bytes = ${bytes.value}, bucket = NULL WHERE sha256 = ${id}
            `
            yield* sql`INSERT INTO unused_objects (bucket, sha256) VALUES (${bucket}, ${id})`
            return "moved" as const
          })
        )
        return Option.some<Step>({ id, outcome })
      }, sql.withTransaction)

      const deleteNext = Effect.fnUntraced(function* (objects: Objects, after: string) {
        const next = yield* lockNextUnused(after)
        if (Option.isNone(next)) return Option.none<Step>()
        const { bucket, id } = next.value
        const outcome = yield* attempt(objects.delete(objectOf(bucket, id)), () =>
          Effect.gen(function* () {
            yield* sql`DELETE FROM unused_objects WHERE bucket = ${bucket} AND sha256 = ${id}`
            return "moved" as const
          })
        )
        return Option.some<Step>({ id, outcome })
      }, sql.withTransaction)

      return BlobMoves.of({
        toBucket: Effect.fn("BlobMoves.toBucket")((objects, bucket, age) =>
          runSteps((after) =>
            Effect.gen(function* () {
              const listed = yield* listNext({
                after,
                bucket,
                ageMillis: Duration.toMillis(age)
              })
              if (Option.isNone(listed)) return Option.none()
              const { id } = listed.value
              return Option.some({ id, outcome: yield* moveListed(objects, bucket, id) })
            })
          )
        ),
        toPostgres: Effect.fn("BlobMoves.toPostgres")((objects) =>
          runSteps((after) => moveNextBack(objects, after))
        ),
        deleteUnused: Effect.fn("BlobMoves.deleteUnused")((objects) =>
          runSteps((after) => deleteNext(objects, after))
        )
      })
    })
  )
}

const Placed = Schema.Struct({ id: BlobId, bucket: Schema.String })

type Outcome = "moved" | "missing" | "skipped"

interface Step {
  readonly id: BlobId
  readonly outcome: Result.Result<Outcome, ObjectStoreFailed>
}

/** The failure of a bucket is a value, since it is no reason to roll back or to try the statements again. */
const attempt = <A, E>(
  request: Effect.Effect<A, ObjectStoreFailed>,
  write: (answer: A) => Effect.Effect<Outcome, E>
): Effect.Effect<Step["outcome"], E> =>
  Effect.matchEffect(request, {
    onFailure: (failure): Effect.Effect<Step["outcome"], E> => Effect.succeed(Result.fail(failure)),
    onSuccess: (answer) => Effect.map(write(answer), (outcome) => Result.succeed(outcome))
  })

/** Takes step after step, in the order of the ids, until there is none or one fails. */
const runSteps = Effect.fnUntraced(function* <E>(
  step: (after: string) => Effect.Effect<Option.Option<Step>, E>
): Effect.fn.Return<MoveReport> {
  let after = ""
  const counts = { moved: 0, missing: 0, skipped: 0 }
  while (true) {
    const taken = yield* retrySql(step(after))
    if (Option.isNone(taken)) return { ...counts, failure: Option.none() }
    const { id, outcome } = taken.value
    if (Result.isFailure(outcome)) return { ...counts, failure: Option.some(outcome.failure) }
    counts[outcome.success]++
    after = id
  }
})

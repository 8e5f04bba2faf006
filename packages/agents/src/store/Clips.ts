import { createHash } from "node:crypto"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Clip, ClipId, frameBytes } from "@aethercast/domain/Clip"
import { Cache, Context, Duration, Effect, Exit, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError, SqlSchema } from "effect/sql"
import type { Utterance } from "../voice/SpeechSynthesizer.ts"
import { Blob, Blobs, BlobId } from "./Blobs.ts"

/** The audio of a clip is missing from the store: the database was changed by hand. */
export class ClipMissing extends Schema.TaggedError<ClipMissing>()("ClipMissing", {
  sha256: Schema.String
}) {}

/** The audio of spoken lines. */
export class Clips extends Context.Service<
  Clips,
  {
    /** A stored clip, which the run uses from now on. */
    find(id: ClipId, usedBy: string): Effect.Effect<Option.Option<Clip>>
    /** Stores whole frames as the clip `id`, for a run; a clip that exists is not replaced. */
    save(id: ClipId, bytes: Uint8Array, usedBy: string): Effect.Effect<Clip>
    /** The frames of a clip; the last 256 clips used are cached. */
    bytes(clip: Clip): Effect.Effect<Uint8Array, ClipMissing>
  }
>()("@aethercast/agents/store/Clips") {
  static readonly layer = Layer.effect(
    Clips,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const blobs = yield* Blobs
      const find = SqlSchema.findOneOption({
        Request: Schema.Struct({ id: ClipId, usedBy: Schema.String }),
        Result: Clip,
        execute: ({ id, usedBy }) => sql`
          WITH found AS (
            SELECT clip_id AS id, sha256, frames FROM clips WHERE clip_id = ${id}
          ), used AS (
            INSERT INTO blob_uses (sha256, used_by) SELECT sha256, ${usedBy} FROM found
            ON CONFLICT DO NOTHING
          )
          SELECT * FROM found
        `
      })
      const cache = yield* Cache.makeWith(
        (sha256: string) =>
          Effect.flatMap(blobs.get(BlobId.make(sha256)), (blob) =>
            Option.isSome(blob)
              ? Effect.succeed(blob.value.bytes)
              : Effect.fail(new ClipMissing({ sha256 }))
          ),
        {
          capacity: 256,
          // Failures are not cached.
          timeToLive: (exit) => (Exit.isSuccess(exit) ? Duration.infinity : Duration.zero)
        }
      )
      return Clips.of({
        find: Effect.fn("Clips.find")((id: ClipId, usedBy: string) =>
          find({ id, usedBy }).pipe(
            // Its last user has released it meanwhile.
            Effect.catchIf(isConstraintError, () => Effect.succeedNone),
            retrySql
          )
        ),
        save: Effect.fn("Clips.save")(function* (id: ClipId, bytes: Uint8Array, usedBy: string) {
          const sha256 = yield* blobs.put(new Blob({ mediaType: "audio/mpeg", bytes }), usedBy)
          const clip = new Clip({ id, sha256, frames: bytes.length / frameBytes })
          yield* sql`
            INSERT INTO clips (clip_id, sha256, frames)
            VALUES (${id}, ${sha256}, ${clip.frames})
            ON CONFLICT DO NOTHING
          `
          yield* Cache.set(cache, sha256, bytes)
          return clip
        }, retrySql),
        bytes: (clip) => Cache.get(cache, clip.sha256)
      })
    })
  ).pipe(Layer.provide(Blobs.layer))
}

const isConstraintError = (error: SqlError.SqlError | Schema.SchemaError): boolean =>
  error._tag === "SqlError" && error.reason._tag === "ConstraintError"

/** The id of the clip of an utterance, spoken by a synthesizer with these settings. */
export const clipIdOf = (
  { language, pauseMillis, sting, text, voice }: Utterance,
  settings: string
): ClipId =>
  ClipId.make(
    createHash("sha256")
      .update(JSON.stringify([settings, voice.id, language, pauseMillis, text, sting ?? ""]))
      .digest("hex")
  )

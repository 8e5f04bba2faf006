import { createHash } from "node:crypto"
import { retrySql } from "@aethercast/cluster/SqlRetry"
import { Clip, ClipId, frameBytes } from "@aethercast/domain/Clip"
import type { Speaker } from "@aethercast/domain/Script"
import { Cache, Context, Duration, Effect, Exit, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { Blob, Blobs, BlobId } from "./Blobs.ts"

/** A clip that the timeline names and the store does not have: the database was tampered with. */
export class ClipMissing extends Schema.TaggedError<ClipMissing>()("ClipMissing", {
  sha256: Schema.String
}) {}

/** Spoken lines: made once, kept for ever. */
export class Clips extends Context.Service<
  Clips,
  {
    find(id: ClipId): Effect.Effect<Option.Option<Clip>>
    /** Keeps whole frames as the clip `id`; what is kept already stays. */
    keep(id: ClipId, bytes: Uint8Array): Effect.Effect<Clip>
    /** The frames of a clip; the latest 256 clips are held in memory. */
    bytes(clip: Clip): Effect.Effect<Uint8Array, ClipMissing>
  }
>()("@aethercast/agents/store/Clips") {
  static readonly layer = Layer.effect(
    Clips,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const blobs = yield* Blobs
      const find = SqlSchema.findOneOption({
        Request: ClipId,
        Result: Clip,
        execute: (id) => sql`SELECT clip_id AS id, sha256, frames FROM clips WHERE clip_id = ${id}`
      })
      const held = yield* Cache.makeWith(
        (sha256: string) =>
          Effect.flatMap(blobs.get(BlobId.make(sha256)), (blob) =>
            Option.isSome(blob)
              ? Effect.succeed(blob.value.bytes)
              : Effect.fail(new ClipMissing({ sha256 }))
          ),
        {
          capacity: 256,
          // A failed look-up is not kept: the next one may find the database again.
          timeToLive: (exit) => (Exit.isSuccess(exit) ? Duration.infinity : Duration.zero)
        }
      )
      return Clips.of({
        find: Effect.fn("Clips.find")((id: ClipId) => retrySql(find(id))),
        keep: Effect.fn("Clips.keep")(function* (id: ClipId, bytes: Uint8Array) {
          const sha256 = yield* blobs.put(new Blob({ mediaType: "audio/mpeg", bytes }))
          const clip = new Clip({ id, sha256, frames: bytes.length / frameBytes })
          yield* sql`
            INSERT INTO clips (clip_id, sha256, frames)
            VALUES (${id}, ${sha256}, ${clip.frames})
            ON CONFLICT DO NOTHING
          `
          yield* Cache.set(held, sha256, bytes)
          return clip
        }, retrySql),
        bytes: (clip) => Cache.get(held, clip.sha256)
      })
    })
  ).pipe(Layer.provide(Blobs.layer))
}

/** The name of the clip in which `speaker` says `text`, with the pause after it, by a voice of these settings. */
export const clipId = (line: {
  readonly text: string
  readonly speaker: Speaker
  readonly pauseMillis: number
  readonly settings: string
}): ClipId =>
  ClipId.make(
    createHash("sha256")
      .update(JSON.stringify([line.settings, line.speaker, line.pauseMillis, line.text]))
      .digest("hex")
  )

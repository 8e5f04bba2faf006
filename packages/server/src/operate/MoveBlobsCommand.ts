import * as GoogleStorage from "@aethercast/agents/google/GoogleStorage"
import { BlobMoves, type MoveReport } from "@aethercast/agents/store/BlobMoves"
import { Duration, Effect, Option, Schema } from "effect"
import * as BucketVariables from "../BucketVariables.ts"
import { BadUsage } from "../Usage.ts"
import * as ValueFlag from "../ValueFlag.ts"
import { writeCommand } from "./OperatorCommand.ts"
import type { Report } from "./Report.ts"
import { count } from "./TextFormat.ts"

export const moveBlobs = writeCommand(
  "move-blobs",
  {
    to: ValueFlag.required("to", {
      metavar: "bucket|postgres",
      description: "Where audio, covers and source texts go",
      schema: Schema.Literals(["bucket", "postgres"]),
      expected: "bucket or postgres"
    })
  },
  {
    description:
      "Move what is stored between Postgres and the bucket of AETHERCAST_BUCKET; can be interrupted and repeated",
    examples: [
      ["move-blobs --to bucket", "Move everything that is stored in Postgres"],
      ["move-blobs --to postgres", "Move it back; AETHERCAST_BLOBS=postgres for the servers first"]
    ]
  },
  ({ to }) =>
    Effect.gen(function* () {
      const bucket = yield* BucketVariables.read
      if (Option.isNone(bucket)) {
        return yield* new BadUsage({ problem: "This needs AETHERCAST_BUCKET." })
      }
      const { name, storage } = bucket.value
      const moves = yield* BlobMoves
      const objects = yield* GoogleStorage.make(storage)
      const moved = yield* to === "bucket"
        ? moves.toBucket(objects, name, Duration.zero)
        : moves.toPostgres(objects)
      const deleted = yield* moves.deleteUnused(objects)
      return report(moved, deleted)
    })
)

export const report = (moved: MoveReport, deleted: MoveReport): Report => {
  const failure = Option.orElse(moved.failure, () => deleted.failure)
  return {
    json: {
      moved: moved.moved,
      missing: moved.missing,
      deleted: deleted.moved,
      failure: Option.getOrNull(Option.map(failure, ({ reason }) => reason))
    },
    lines: [
      `Moved ${count(moved.moved, "blob")}.`,
      ...(moved.missing > 0
        ? [
            `Missing in the bucket: ${count(moved.missing, "blob")}. Somebody has deleted them there.`
          ]
        : []),
      ...(deleted.moved > 0 ? [`Deleted ${count(deleted.moved, "object")} without a blob.`] : []),
      ...Option.toArray(
        Option.map(
          failure,
          ({ reason }) => `The bucket failed: ${reason}. Run this again; doctor says more.`
        )
      )
    ],
    done: Option.isNone(failure) && moved.missing === 0
  }
}

import { GoogleStorage, googleStorageAddress } from "@aethercast/agents/google/GoogleStorage"
import { Effect, Option, Schema } from "effect"
import { BucketName, BucketSettings } from "./BucketSettings.ts"
import * as GoogleVariables from "./GoogleVariables.ts"
import { BadUsage } from "./Usage.ts"
import * as ValueFlag from "./ValueFlag.ts"

/** The bucket of `AETHERCAST_BUCKET`; `AETHERCAST_BLOBS=postgres` keeps blobs from being moved there. */
export const read = Effect.gen(function* () {
  const name = yield* ValueFlag.environment("AETHERCAST_BUCKET")
  if (Option.isNone(name)) return Option.none()
  if (!Schema.is(BucketName)(name.value)) {
    return yield* new BadUsage({ problem: "AETHERCAST_BUCKET must be the name of a bucket." })
  }
  const blobs = Option.getOrElse(yield* ValueFlag.environment("AETHERCAST_BLOBS"), () => "bucket")
  if (blobs !== "bucket" && blobs !== "postgres") {
    return yield* new BadUsage({ problem: "AETHERCAST_BLOBS must be bucket or postgres." })
  }
  return Option.some(
    new BucketSettings({
      storage: new GoogleStorage({
        address: yield* GoogleVariables.address("AETHERCAST_BUCKET_URL", googleStorageAddress),
        key: yield* GoogleVariables.key("AETHERCAST_BUCKET")
      }),
      name: name.value,
      takesBlobs: blobs === "bucket"
    })
  )
})

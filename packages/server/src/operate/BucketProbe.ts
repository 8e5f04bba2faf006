import * as GoogleStorage from "@aethercast/agents/google/GoogleStorage"
import type { ObjectStoreFailed } from "@aethercast/agents/store/ObjectStore"
import { Effect, Option } from "effect"
import type { BucketSettings } from "../BucketSettings.ts"
import { timed } from "./ProviderProbe.ts"

/** Puts a small object into a bucket, reads it and deletes it again. */
export const probeBucket = Effect.fn("BucketProbe.probe")((settings: BucketSettings) =>
  Effect.gen(function* () {
    const objects = yield* GoogleStorage.make(settings.storage)
    const object = { bucket: settings.name, name: "aethercast-doctor" }
    yield* objects.put(object, new TextEncoder().encode("It works."), "text/plain")
    const read = yield* objects.get(object)
    yield* objects.delete(object)
    return Option.isSome(read) ? undefined : "What was put there could not be read."
  }).pipe(
    Effect.catch(({ reason }) => Effect.succeed(wordsOf(settings.name, reason))),
    timed
  )
)

const wordsOf = (bucket: string, reason: ObjectStoreFailed["reason"]): string => {
  switch (reason) {
    case "KeyRefused":
      return "Google refuses the key in the file of GOOGLE_APPLICATION_CREDENTIALS."
    case "Forbidden":
      return `The key may not use the bucket ${bucket}. Give its account the role Storage Object User.`
    case "NotFound":
      return `There is no bucket ${bucket}. Check AETHERCAST_BUCKET.`
    case "RequestInvalid":
      return "What answers does not speak the API of Google Cloud Storage. Check AETHERCAST_BUCKET_URL."
    case "Corrupt":
      return "What comes back is not what was put there."
    case "RateLimited":
      return "Google wants fewer requests. Blobs stay in Postgres meanwhile."
    case "ServerError":
      return "Google has a problem of its own. Blobs stay in Postgres meanwhile."
    case "BrokeOff":
    case "Silent":
      return "Google Cloud Storage does not answer. Is it reachable from here?"
  }
}

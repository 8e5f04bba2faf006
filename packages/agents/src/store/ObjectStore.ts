import { Context, type Effect, Option, Schema } from "effect"

/** A bucket did not do what it was asked for. */
export class ObjectStoreFailed extends Schema.TaggedError<ObjectStoreFailed>()(
  "ObjectStoreFailed",
  {
    reason: Schema.Literals([
      "KeyRefused",
      "Forbidden",
      /** No such bucket, where something is put into it. */
      "NotFound",
      "RequestInvalid",
      "RateLimited",
      "ServerError",
      "BrokeOff",
      "Silent",
      "Corrupt"
    ])
  }
) {
  /** Whether it may succeed before an operator has changed something. */
  get isTransient(): boolean {
    return !["KeyRefused", "Forbidden", "NotFound", "RequestInvalid"].includes(this.reason)
  }
}

export interface StoredObject {
  readonly bucket: string
  readonly name: string
}

/** Buckets outside. A transient failure has been retried for up to a minute. */
export interface Objects {
  /** Replaces an object of that name. */
  put(
    object: StoredObject,
    bytes: Uint8Array,
    mediaType: string
  ): Effect.Effect<void, ObjectStoreFailed>
  get(object: StoredObject): Effect.Effect<Option.Option<Uint8Array>, ObjectStoreFailed>
  /** An address of an object for a browser; it can be used for between one hour and two. */
  signedUrl(object: StoredObject): Effect.Effect<string, ObjectStoreFailed>
  /** An object that is not there is as good as deleted. */
  delete(object: StoredObject): Effect.Effect<void, ObjectStoreFailed>
}

/** None where no credentials are configured. */
export const ObjectStore = Context.Reference<Option.Option<Objects>>(
  "@aethercast/agents/store/ObjectStore",
  { defaultValue: Option.none }
)

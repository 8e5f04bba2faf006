import { Context } from "effect"

/** The origins of the buckets to which images are redirected. */
export const ImageOrigins = Context.Reference<ReadonlyArray<string>>(
  "@aethercast/server/http/ImageOrigins",
  { defaultValue: () => [] }
)

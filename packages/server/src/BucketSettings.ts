import { GoogleStorage } from "@aethercast/agents/google/GoogleStorage"
import { Schema } from "effect"

/** https://cloud.google.com/storage/docs/buckets#naming */
export const BucketName = Schema.String.check(Schema.isPattern(/^[a-z\d][a-z\d._-]{1,220}[a-z\d]$/))

/** The bucket of this deployment. */
export class BucketSettings extends Schema.Class<BucketSettings>(
  "@aethercast/server/BucketSettings"
)({
  storage: GoogleStorage,
  name: BucketName,
  /** Whether blobs are moved there; otherwise those that are there are only read. */
  takesBlobs: Schema.Boolean
}) {}

import { Schema } from "effect"

/** The source could not be reached, or is busy; another try later may succeed. */
export class SourceUnavailable extends Schema.TaggedError<SourceUnavailable>()(
  "SourceUnavailable",
  { url: Schema.String, reason: Schema.String }
) {}

/** The source will never give an article: it is missing, refused, not a document, or has no prose. */
export class SourceUnreadable extends Schema.TaggedError<SourceUnreadable>()("SourceUnreadable", {
  url: Schema.String,
  reason: Schema.String
}) {}
